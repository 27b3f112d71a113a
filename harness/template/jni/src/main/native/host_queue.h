// A queue and an event of the device that the host plays. With your driver's streams and events in place, delete it.

#ifndef HOST_QUEUE_H
#define HOST_QUEUE_H

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace host {

inline std::int64_t clock_nanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Event {
 public:
  void reach() {
    const std::lock_guard<std::mutex> lock(mutex_);
    nanos_ = clock_nanos();
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

// Does its work in order, in a thread of its own.
class Queue {
 public:
  Queue() : worker_([this] { work(); }) {}

  // What is still enqueued is done first.
  ~Queue() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    worker_.join();
  }

  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  void add(std::function<void()> task) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
  }

  void await_idle() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return tasks_.empty() && !busy_; });
  }

  // Drivers report what went wrong in a queue when somebody waits for it. Empty if nothing did.
  std::string finish() {
    await_idle();
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(failure_, std::string());
  }

 private:
  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (tasks_.empty()) {
        return;
      }
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      busy_ = true;
      lock.unlock();
      std::string failure;
      try {
        task();
      } catch (const std::exception& e) {
        failure = e.what();
      }
      lock.lock();
      busy_ = false;
      if (failure_.empty()) {
        failure_ = failure;
      }
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::string failure_;
  bool busy_ = false;
  bool ending_ = false;
  std::thread worker_;  // last: it uses all the others
};

}  // namespace host

#endif
