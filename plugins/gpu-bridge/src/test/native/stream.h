// A stream that does its work in order, in a thread of its own, and an event in it.

#ifndef STREAM_H
#define STREAM_H

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace emulated {

inline std::int64_t now_nanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// One recording of an event: recording it anew makes a new one.
class Moment {
 public:
  void reach() {
    const std::lock_guard<std::mutex> lock(mutex_);
    nanos_ = now_nanos();
    reached_ = true;
    changed_.notify_all();
  }

  std::int64_t wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return reached_; });
    return nanos_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  std::int64_t nanos_ = 0;
};

struct Event {
  std::shared_ptr<Moment> moment;
};

class Stream {
 public:
  Stream() : worker_([this] { work(); }) {}

  ~Stream() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    worker_.join();
  }

  void add(std::function<void()> task) {
    if (recording_) {
      recorded_.push_back(std::move(task));
      return;
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
  }

  // What is added from now on is kept and not done; false if that is so already.
  bool record() { return !std::exchange(recording_, true); }

  bool recording() const { return recording_; }

  std::vector<std::function<void()>> recorded() {
    recording_ = false;
    return std::exchange(recorded_, {});
  }

  void await_idle() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return tasks_.empty() && !busy_; });
  }

 private:
  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      busy_ = true;
      lock.unlock();
      task();
      lock.lock();
      busy_ = false;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::function<void()>> recorded_;
  bool recording_ = false;
  bool busy_ = false;
  bool ending_ = false;
  std::thread worker_;  // last: it uses all the others
};

}  // namespace emulated

#endif
