// Where in which memory something lies that Java names by two numbers: looked up, and compared with what was allocated.

#ifndef GOODFLOPS_PLACES_H
#define GOODFLOPS_PLACES_H

#include "java.h"

namespace goodflops {

struct Place {
  std::shared_ptr<Memory> memory;
  char* address = nullptr;
};

inline Place place(const Session& session, jlong number, jlong offset, std::int64_t bytes, const char* what) {
  Place found{objects().get<Memory>(number)};
  if (found.memory->session.get() != &session) throw BadArgument("they belong to two sessions");
  if (found.memory->address == nullptr) throw Closed("the memory is freed");
  const auto whole = static_cast<std::int64_t>(found.memory->bytes);
  if (offset < 0 || bytes < 0 || offset > whole || bytes > whole - offset) {
    throw OutOfBounds(std::string(what) + " reaches beyond its memory of " + std::to_string(whole) + " bytes");
  }
  found.address = found.memory->address + offset;
  return found;
}

}  // namespace goodflops

#endif
