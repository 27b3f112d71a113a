// What goes wrong on purpose: lines of the file `faults` beside the library.
//
//   devices N              as many devices
//   memory BYTES           as much memory on each
//   fail FUNCTION NTH CODE the call of that number, from 1, and all after it, fails
//   once FUNCTION NTH CODE only that call fails
//   sticky FUNCTION NTH CODE that call and every call of any function after it fails
//   lie FUNCTION           does nothing and says that it succeeded
//   residue FUNCTION 0 CODE that call succeeds, and the runtime's next one fails, unless the last error is asked for between
//   hang FUNCTION          never returns
//   scale FUNCTION FACTOR  a sensor says so many times what it should
//   elsewhere              devices of the management library are at other PCI ids
//   throttle BITS          what holds the clock back
//   exit FUNCTION, abort FUNCTION, print FUNCTION
//   cache FOLDER           compiled kernels are kept there
//   loose-fp32             FP32 products are cut to TF32
//   old-compute            compute types are data types, as before CUDA 11

#ifndef FAULTS_H
#define FAULTS_H

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <chrono>
#include <sstream>
#include <string>
#include <utility>
#include <thread>

namespace emulated {

class Faults {
 public:
  static Faults& get() {
    static Faults* faults = new Faults();
    return *faults;
  }

  int devices = 1;
  std::size_t memory = std::size_t{1} << 34;
  bool loose_fp32 = false;
  bool old_compute = false;
  std::string cache;
  bool elsewhere = false;
  unsigned long long throttle = 0;

  // How many times its value a sensor says.
  double scale(const char* function) const {
    const auto found = scales_.find(function);
    return found == scales_.end() ? 1 : found->second;
  }

  // The last error was asked for, and is forgotten.
  int drained() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(residue_, 0);
  }

  // What a call of this function answers before it does anything; 0 lets it go on, -1 makes it lie.
  int strike(const char* function) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (residue_ != 0) return std::exchange(residue_, 0);
    if (sticky_ != 0) return sticky_;
    auto found = rules_.find(function);
    if (found == rules_.end()) return 0;
    Rule& rule = found->second;
    rule.calls++;
    if (rule.what == "exit") std::exit(7);
    if (rule.what == "abort") std::abort();
    if (rule.what == "print") {
      std::fprintf(stderr, "%s speaks\n", function);
      std::printf("%s speaks\n", function);
      std::fflush(stdout);
    }
    if (rule.what == "hang") lock.unlock();
    if (rule.what == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
    if (rule.what == "lie") return -1;
    if (rule.what == "residue") residue_ = rule.code;
    const bool due = rule.what == "fail" ? rule.calls >= rule.nth : rule.what == "once" && rule.calls == rule.nth;
    if (rule.what == "sticky" && rule.calls >= rule.nth) return sticky_ = rule.code;
    return due ? rule.code : 0;
  }

 private:
  struct Rule {
    std::string what;
    int nth = 1;
    int code = 0;
    int calls = 0;
  };

  Faults() {
    Dl_info info;
    if (dladdr(reinterpret_cast<void*>(&Faults::get), &info) == 0) return;
    std::string folder(info.dli_fname);
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/') + 1);
    std::ifstream file(folder + "faults");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string what, function;
      words >> what;
      if (what == "devices") {
        words >> devices;
      } else if (what == "memory") {
        words >> memory;
      } else if (what == "cache") {
        words >> cache;
      } else if (what == "loose-fp32") {
        loose_fp32 = true;
      } else if (what == "elsewhere") {
        elsewhere = true;
      } else if (what == "throttle") {
        words >> std::hex >> throttle;
      } else if (what == "scale") {
        words >> function;
        words >> scales_[function];
      } else if (what == "old-compute") {
        old_compute = true;
      } else if (words >> function) {
        Rule& rule = rules_[function];
        rule.what = what;
        words >> rule.nth >> rule.code;
      }
    }
  }

  std::mutex mutex_;
  std::map<std::string, double> scales_;
  std::map<std::string, Rule> rules_;
  int sticky_ = 0;
  int residue_ = 0;
};

}  // namespace emulated

#endif
