// Copies between devices of one runtime.

#include <mutex>
#include <set>
#include <tuple>

#include "calls.h"
#include "java.h"

using namespace goodflops;

namespace {

// Vendors keep access per process and refuse to enable it twice.
std::mutex mutex;
std::set<std::tuple<const Table*, int, int>>& enabled() {
  static auto* all = new std::set<std::tuple<const Table*, int, int>>();
  return *all;
}

}  // namespace

extern "C" {

// False where the device cannot reach the other's memory; from then on it may.
BRIDGE(jboolean, reachPeer)(JNIEnv* env, jclass, jlong session, jlong other) {
  return guarded(env, [&] {
    const auto mine = objects().get<Session>(session);
    const auto peer = objects().get<Session>(other);
    const Table& table = *mine->table;
    if (mine->table != peer->table || mine->device == peer->device) throw BadArgument("no two devices of one runtime");
    if (!there<Slot::PEER_CAN_ACCESS>(table) || !there<Slot::PEER_ENABLE_ACCESS>(table) ||
        !there<Slot::PEER_COPY_ASYNC>(table)) {
      return static_cast<jboolean>(JNI_FALSE);
    }
    int can = 0;
    call<Slot::PEER_CAN_ACCESS>(*mine, &can, mine->device, peer->device);
    if (can != 1) return static_cast<jboolean>(JNI_FALSE);
    const std::lock_guard<std::mutex> lock(mutex);
    const auto way = std::make_tuple(&table, mine->device, peer->device);
    if (enabled().count(way) == 0) {
      call<Slot::PEER_ENABLE_ACCESS>(*mine, peer->device, 0u);
      enabled().insert(way);
    }
    return static_cast<jboolean>(JNI_TRUE);
  });
}

BRIDGE(void, enqueuePeerCopy)(JNIEnv* env, jclass, jlong queue, jlong from, jlong to, jlong bytes) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto source = objects().get<Memory>(from);
    const auto target = objects().get<Memory>(to);
    if (target->session != stream->session || source->session->table != stream->session->table ||
        source->session->device == stream->session->device) {
      throw BadArgument("no two devices of one runtime, or a queue of neither");
    }
    for (const auto* memory : {source.get(), target.get()}) {
      if (memory->address == nullptr) throw Closed("the memory is freed");
      if (bytes < 1 || static_cast<std::uint64_t>(bytes) > memory->bytes) {
        throw OutOfBounds(std::to_string(bytes) + " bytes of device memory of " + std::to_string(memory->bytes));
      }
    }
    call<Slot::PEER_COPY_ASYNC>(*stream->session, static_cast<void*>(target->address), target->session->device,
                                static_cast<const void*>(source->address), source->session->device,
                                static_cast<std::size_t>(bytes), stream->stream);
  });
}

}  // extern "C"
