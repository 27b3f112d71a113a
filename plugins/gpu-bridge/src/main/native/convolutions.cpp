// Convolutions through the vendor's library: it chooses an algorithm among those that the dialect allows, and says how much
// workspace that takes.

#include <cstring>

#include "calls.h"
#include "convolutions.h"
#include "java.h"
#include "places.h"

using namespace goodflops;

namespace {

// What cuDNN writes about an algorithm, since its release 7.2; larger than any known.
struct Performance {
  int algorithm, status;
  float millis;
  std::size_t memory;
  int determinism, math;
  int reserved[3];
};
constexpr int kMost = 16;
constexpr std::size_t kRoom = 4096;

// Descriptors in the order in which the library takes them for a pass.
struct Order {
  void *first, *second, *third;
};
Order order(const Convolution& c) {
  if (c.pass == 0) return {c.image, c.filter, c.result};
  return c.pass == 1 ? Order{c.filter, c.result, c.image} : Order{c.image, c.result, c.filter};
}

template <Slot Choose>
std::vector<Performance> choices(const Convolution& c) {
  const Order o = order(c);
  alignas(16) char room[kRoom] = {};
  int count = 0;
  call<Choose>(*c.session, c.session->dnn, o.first, o.second, c.convolution, o.third, kMost, &count, static_cast<void*>(room));
  if (count < 0 || count > kMost) throw VendorFailure("the library names " + std::to_string(count) + " algorithms");
  std::vector<Performance> found(static_cast<std::size_t>(count));
  if (count > 0) std::memcpy(static_cast<void*>(found.data()), room, found.size() * sizeof(Performance));
  return found;
}

template <Slot Size>
void size(Convolution& c) {
  const Order o = order(c);
  call<Size>(*c.session, c.session->dnn, o.first, o.second, c.convolution, o.third, c.algorithm, &c.workspace);
}

template <Slot Run>
void run(const Convolution& c, const void* first, const void* second, void* third, void* workspace) {
  const Order o = order(c);
  const double ones[] = {1, 0};
  const float narrow[] = {1, 0};
  const void* one = c.wide ? static_cast<const void*>(ones) : narrow;
  const void* zero = c.wide ? static_cast<const void*>(ones + 1) : narrow + 1;
  call<Run>(*c.session, c.session->dnn, one, o.first, first, o.second, second, c.convolution, c.algorithm, workspace,
            c.workspace, zero, o.third, third);
}

void destroy(const Convolution& c) {
  const Session& on = *c.session;
  Attempts attempts;
  if (c.convolution != nullptr) attempts([&] { call<Slot::DNN_CONVOLUTION_DESTROY>(on, c.convolution); });
  if (c.result != nullptr) attempts([&] { call<Slot::DNN_TENSOR_DESTROY>(on, c.result); });
  if (c.filter != nullptr) attempts([&] { call<Slot::DNN_FILTER_DESTROY>(on, c.filter); });
  if (c.image != nullptr) attempts([&] { call<Slot::DNN_TENSOR_DESTROY>(on, c.image); });
  attempts.tell();
}

// The first of the library's choices, the fastest first, that the dialect allows and that gives the same result each time.
void choose(Convolution& c, const std::vector<jint>& allowed, const std::vector<jint>& maths) {
  const std::vector<Performance> found = c.pass == 0   ? choices<Slot::DNN_FORWARD_CHOOSE>(c)
                                         : c.pass == 1 ? choices<Slot::DNN_DATA_CHOOSE>(c)
                                                       : choices<Slot::DNN_WEIGHTS_CHOOSE>(c);
  for (const Performance& one : found) {
    if (one.status != 0 || one.determinism != 1 || !contains(allowed, one.algorithm) || !contains(maths, one.math)) continue;
    c.algorithm = one.algorithm;
    call<Slot::DNN_CONVOLUTION_MATH>(*c.session, c.convolution, one.math);
    if (c.pass == 0) size<Slot::DNN_FORWARD_WORKSPACE>(c);
    if (c.pass == 1) size<Slot::DNN_DATA_WORKSPACE>(c);
    if (c.pass == 2) size<Slot::DNN_WEIGHTS_WORKSPACE>(c);
    return;
  }
  throw VendorFailure("the library has no algorithm for it that is allowed and deterministic, among " +
                      std::to_string(found.size()));
}

}  // namespace

extern "C" {

// sizes: batch, channels in and out, height, width, of the result, of the window, strides, padding.
BRIDGE(jlong, openConvolution)(JNIEnv* env, jclass, jlong session, jint pass, jintArray sizes, jint type, jint sums, jint bytes,
                               jboolean wide, jint format, jint mode, jintArray maths, jintArray algorithms) {
  return guarded(env, [&] {
    auto made = std::make_shared<Convolution>();
    made->session = objects().get<Session>(session);
    made->pass = pass;
    made->wide = wide;
    const std::vector<jint> s = measure(*made, numbers_of(env, sizes), bytes);
    const std::vector<jint> math = numbers_of(env, maths);
    if (math.empty()) throw BadArgument("no convolution");
    Session& on = *made->session;
    if (on.dnn == nullptr) call<Slot::DNN_CREATE>(on, &on.dnn);
    try {
      call<Slot::DNN_TENSOR_CREATE>(on, &made->image);
      call<Slot::DNN_FILTER_CREATE>(on, &made->filter);
      call<Slot::DNN_TENSOR_CREATE>(on, &made->result);
      call<Slot::DNN_CONVOLUTION_CREATE>(on, &made->convolution);
      call<Slot::DNN_TENSOR_SET>(on, made->image, format, type, s[0], s[1], s[3], s[4]);
      call<Slot::DNN_FILTER_SET>(on, made->filter, type, format, s[2], s[1], s[7], s[8]);
      call<Slot::DNN_TENSOR_SET>(on, made->result, format, type, s[0], s[2], s[5], s[6]);
      call<Slot::DNN_CONVOLUTION_SET>(on, made->convolution, s[11], s[12], s[9], s[10], 1, 1, mode, sums);
      call<Slot::DNN_CONVOLUTION_MATH>(on, made->convolution, static_cast<int>(math[0]));
      choose(*made, numbers_of(env, algorithms), math);
    } catch (const VendorFailure&) {
      try {
        destroy(*made);
      } catch (const VendorFailure&) {
        // the first one is told
      }
      throw;
    }
    return static_cast<jlong>(objects().add(made));
  });
}

BRIDGE(jlong, convolutionWorkspace)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] { return static_cast<jlong>(objects().get<Convolution>(number)->workspace); });
}

BRIDGE(jint, convolutionAlgorithm)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] { return static_cast<jint>(objects().get<Convolution>(number)->algorithm); });
}

// places: image, filter, result and workspace, each a memory and an offset in it; a workspace of 0 bytes has none.
BRIDGE(void, enqueueConvolution)(JNIEnv* env, jclass, jlong queue, jlong number, jlongArray places) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto c = objects().get<Convolution>(number);
    if (stream->session != c->session) throw BadArgument("they belong to two sessions");
    const bool needs = c->workspace > 0;
    jlong at[8] = {};
    if (length_of(env, places) != (needs ? 8 : 6)) throw BadArgument("a convolution takes 3 memories, and its workspace");
    env->GetLongArrayRegion(places, 0, needs ? 8 : 6, at);
    const Place image = place(*c->session, at[0], at[1], c->image_bytes, "the image");
    const Place filter = place(*c->session, at[2], at[3], c->filter_bytes, "the filter");
    const Place result = place(*c->session, at[4], at[5], c->result_bytes, "the result");
    Place workspace;
    if (needs) workspace = place(*c->session, at[6], at[7], static_cast<std::int64_t>(c->workspace), "the workspace");
    if (c->solved) return run_solution(*c, stream->stream, image.address, filter.address, result.address, workspace.address);
    call<Slot::DNN_SET_STREAM>(*c->session, c->session->dnn, stream->stream);
    if (c->pass == 0) run<Slot::DNN_FORWARD>(*c, image.address, filter.address, result.address, workspace.address);
    if (c->pass == 1) run<Slot::DNN_DATA>(*c, filter.address, result.address, image.address, workspace.address);
    if (c->pass == 2) run<Slot::DNN_WEIGHTS>(*c, image.address, result.address, filter.address, workspace.address);
  });
}

BRIDGE(void, closeConvolution)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] {
    const auto c = objects().take<Convolution>(number);
    c->solved ? destroy_solution(*c) : destroy(*c);
  });
}

}  // extern "C"
