// Calls through slots: every status that is not 0 becomes a VendorFailure with the vendor's own text.

#ifndef GOODFLOPS_CALLS_H
#define GOODFLOPS_CALLS_H

#include <string>

#include "objects.h"

namespace goodflops {

template <Slot S>
typename Signature<S>::Function function(const Table& table) {
  return reinterpret_cast<typename Signature<S>::Function>(table.functions[static_cast<std::size_t>(S)]);
}

template <Slot S>
bool there(const Table& table) {
  return table.functions[static_cast<std::size_t>(S)] != nullptr;
}

inline int number(const Table& table, Number which) { return table.numbers[static_cast<std::size_t>(which)]; }

// A vendor's text may hold anything; Java's strings from C do not take anything.
inline std::string plain(const char* text) {
  std::string result;
  for (const char* c = text == nullptr ? "" : text; *c != '\0' && result.size() < 300; c++) {
    result += *c >= ' ' && *c < 127 ? *c : *c == '\n' || *c == '\t' ? ' ' : '?';
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

inline std::string words(const Table& table, Slot slot, int status) {
  const char* text = nullptr;
  if (slot >= Slot::SOLVER_CREATE) {
    if (there<Slot::SOLVER_ERROR_STRING>(table)) text = function<Slot::SOLVER_ERROR_STRING>(table)(status);
  } else if (slot >= Slot::DNN_CREATE) {
    if (there<Slot::DNN_ERROR_STRING>(table)) text = function<Slot::DNN_ERROR_STRING>(table)(status);
  } else if (slot >= Slot::RTC_CREATE) {
    if (there<Slot::RTC_ERROR_STRING>(table)) text = function<Slot::RTC_ERROR_STRING>(table)(status);
  } else if (slot >= Slot::BLASLT_CREATE) {
    if (there<Slot::BLASLT_STATUS_STRING>(table)) text = function<Slot::BLASLT_STATUS_STRING>(table)(status);
  } else if (slot >= Slot::BLAS_CREATE) {
    if (there<Slot::BLAS_STATUS_STRING>(table)) text = function<Slot::BLAS_STATUS_STRING>(table)(status);
  } else if (slot >= Slot::DRIVER_INIT && there<Slot::DRIVER_ERROR_STRING>(table)) {
    function<Slot::DRIVER_ERROR_STRING>(table)(status, &text);
  } else {
    // where the driver has no texts of its own it is the runtime's library, or counts as that does
    text = function<Slot::ERROR_STRING>(table)(status);
  }
  const std::string vendor = plain(text);
  return vendor.empty() ? "status " + std::to_string(status) : vendor + " (status " + std::to_string(status) + ")";
}

// What failed is forgotten by the runtime, so that the next call does not report it again.
inline void drain(const Table& table) {
  if (there<Slot::LAST_ERROR>(table)) function<Slot::LAST_ERROR>(table)();
}

template <Slot S, typename... Arguments>
void call(const Table& table, Arguments... arguments) {
  if (!there<S>(table)) {
    throw VendorFailure(std::string("this runtime has no function for ") + kSlotNames[static_cast<std::size_t>(S)]);
  }
  const int status = function<S>(table)(arguments...);
  if (status != 0) {
    drain(table);
    throw VendorFailure(table.names[static_cast<std::size_t>(S)] + ": " + words(table, S, status));
  }
  // a BLAS that tried what the driver lacks, and did without, leaves an error that the runtime tells of at its next call
  if constexpr (S >= Slot::BLAS_CREATE && S < Slot::RTC_CREATE) {
    if (number(table, Number::DRAIN_AFTER_BLAS) != 0) drain(table);
  }
}

// Vendors keep the current device for each thread. Tables are never freed, so an address means one of them.
struct Current {
  const Table* table = nullptr;
  int device = 0;

  static Current& of_thread() {
    static thread_local Current mine;
    return mine;
  }
};

inline void set_current(const Table& table, int device) {
  call<Slot::SET_DEVICE>(table, device);
  Current::of_thread() = {&table, device};
}

// Sets it where this thread used another one before.
inline void make_current(const Table& table, int device) {
  const Current& now = Current::of_thread();
  if (now.table != &table || now.device != device) set_current(table, device);
}

// On the session's device.
template <Slot S, typename... Arguments>
void call(const Session& session, Arguments... arguments) {
  make_current(*session.table, session.device);
  call<S>(*session.table, arguments...);
}

// Several things, each done whatever became of the others; of several failures the first is told.
class Attempts {
 public:
  template <typename Body>
  void operator()(Body body) {
    try {
      body();
    } catch (const VendorFailure& e) {
      if (first_.empty()) first_ = e.what();
    }
  }

  void tell() const {
    if (!first_.empty()) throw VendorFailure(first_);
  }

 private:
  std::string first_;
};

}  // namespace goodflops

#endif
