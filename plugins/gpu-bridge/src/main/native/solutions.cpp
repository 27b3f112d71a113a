// Convolutions through a library that names solutions, in the shape of MIOpen's immediate mode: one is chosen and compiled
// when a kernel is made, so that running it neither searches, compiles nor allocates.

#include "calls.h"
#include "convolutions.h"
#include "java.h"

using namespace goodflops;

namespace {

// The stream of a library's handle that failed to be told another one.
char unknown;

// Null is the default stream, on which a handle begins.
void set_stream(Session& session, void* stream) {
  session.solver_stream = &unknown;
  call<Slot::SOLVER_SET_STREAM>(session, session.solver, stream);
  session.solver_stream = stream;
}

// What MIOpen writes about a solution (miopenConvSolution_t).
struct Solution {
  float millis;
  std::size_t workspace;
  std::uint64_t id;
  int algorithm;
};
constexpr std::size_t kMost = 4096;

// In the order in which the library takes them for a pass, which is not cuDNN's.
template <typename T>
struct Three {
  T *first, *second, *third;
};

template <typename T>
Three<T> order(int pass, T* image, T* filter, T* result) {
  if (pass == 0) return {filter, image, result};
  return pass == 1 ? Three<T>{result, filter, image} : Three<T>{result, image, filter};
}

Three<void> descriptors(const Convolution& c) { return order(c.pass, c.image, c.filter, c.result); }

// The first of the library's solutions, the fastest first, that the dialect allows.
template <Slot Count, Slot Solutions, Slot Size, Slot Compile>
void choose(Convolution& c, const std::vector<jint>& allowed) {
  const Session& on = *c.session;
  const Three<void> d = descriptors(c);
  std::size_t most = 0, count = 0;
  call<Count>(on, on.solver, d.first, d.second, c.convolution, d.third, &most);
  if (most > kMost) throw VendorFailure("the library names " + std::to_string(most) + " solutions");
  std::vector<Solution> found(most);
  if (most > 0) {
    call<Solutions>(on, on.solver, d.first, d.second, c.convolution, d.third, most, &count, static_cast<void*>(found.data()));
  }
  if (count > most) throw VendorFailure("the library names more solutions than it counts");
  for (std::size_t i = 0; i < count; i++) {
    if (!contains(allowed, found[i].algorithm)) continue;
    c.algorithm = found[i].algorithm;
    c.solution = found[i].id;
    call<Size>(on, on.solver, d.first, d.second, c.convolution, d.third, c.solution, &c.workspace);
    call<Compile>(on, on.solver, d.first, d.second, c.convolution, d.third, c.solution);
    return;
  }
  throw VendorFailure("the library has no solution for it that is allowed, among " + std::to_string(count));
}

template <Slot Run>
void run(const Convolution& c, const Three<void>& data, void* workspace) {
  const Three<void> d = descriptors(c);
  call<Run>(*c.session, c.session->solver, d.first, data.first, d.second, data.second, c.convolution, d.third, data.third,
            workspace, c.workspace, c.solution);
}

// A release that does not know an attribute does not do what it is about: where that is as well, it may say no.
void set_attributes(const Convolution& c, const std::vector<jint>& attributes) {
  for (std::size_t i = 0; i + 2 < attributes.size(); i += 3) {
    try {
      call<Slot::SOLVER_CONVOLUTION_ATTRIBUTE>(*c.session, c.convolution, static_cast<int>(attributes[i]),
                                               static_cast<int>(attributes[i + 1]));
    } catch (const VendorFailure&) {
      if (attributes[i + 2] != 0) throw;
    }
  }
}

}  // namespace

namespace goodflops {

void run_solution(const Convolution& c, void* stream, void* image, void* filter, void* result, void* workspace) {
  Session& on = *c.session;
  if (on.solver_stream != stream) set_stream(on, stream);
  const Three<void> data = order(c.pass, image, filter, result);
  if (c.pass == 0) run<Slot::SOLVER_FORWARD>(c, data, workspace);
  if (c.pass == 1) run<Slot::SOLVER_DATA>(c, data, workspace);
  if (c.pass == 2) run<Slot::SOLVER_WEIGHTS>(c, data, workspace);
}

void destroy_solution(const Convolution& c) {
  const Session& on = *c.session;
  Attempts attempts;
  if (c.convolution != nullptr) attempts([&] { call<Slot::SOLVER_CONVOLUTION_DESTROY>(on, c.convolution); });
  for (void* tensor : {c.result, c.filter, c.image}) {
    if (tensor != nullptr) attempts([&] { call<Slot::SOLVER_TENSOR_DESTROY>(on, tensor); });
  }
  attempts.tell();
}

void leave_stream(Session& session, void* stream) {
  if (session.solver == nullptr || (session.solver_stream != stream && session.solver_stream != &unknown)) return;
  Attempts()([&] { set_stream(session, nullptr); });  // a failure is nothing to whoever closes a stream
}

}  // namespace goodflops

extern "C" {

// sizes as in openConvolution; attributes: number, value and whether it must be known, of each.
BRIDGE(jlong, openSolution)(JNIEnv* env, jclass, jlong session, jint pass, jintArray sizes, jint type, jint bytes, jint mode,
                            jintArray attributes, jintArray algorithms) {
  return guarded(env, [&] {
    auto made = std::make_shared<Convolution>();
    made->session = objects().get<Session>(session);
    made->pass = pass;
    made->solved = true;
    const std::vector<jint> s = measure(*made, numbers_of(env, sizes), bytes);
    const std::vector<jint> attribute = numbers_of(env, attributes);
    if (attribute.size() % 3 != 0) throw BadArgument("an attribute is a number, a value and whether it must be known");
    const std::vector<jint> allowed = numbers_of(env, algorithms);
    Session& on = *made->session;
    if (on.solver == nullptr) call<Slot::SOLVER_CREATE>(on, &on.solver);
    try {
      call<Slot::SOLVER_TENSOR_CREATE>(on, &made->image);
      call<Slot::SOLVER_TENSOR_CREATE>(on, &made->filter);
      call<Slot::SOLVER_TENSOR_CREATE>(on, &made->result);
      call<Slot::SOLVER_CONVOLUTION_CREATE>(on, &made->convolution);
      call<Slot::SOLVER_TENSOR_SET>(on, made->image, type, s[0], s[1], s[3], s[4]);
      call<Slot::SOLVER_TENSOR_SET>(on, made->filter, type, s[2], s[1], s[7], s[8]);
      call<Slot::SOLVER_TENSOR_SET>(on, made->result, type, s[0], s[2], s[5], s[6]);
      call<Slot::SOLVER_CONVOLUTION_SET>(on, made->convolution, mode, s[11], s[12], s[9], s[10], 1, 1);
      set_attributes(*made, attribute);
      switch (pass) {
        case 0:
          choose<Slot::SOLVER_FORWARD_COUNT, Slot::SOLVER_FORWARD_SOLUTIONS, Slot::SOLVER_FORWARD_WORKSPACE,
                 Slot::SOLVER_FORWARD_COMPILE>(*made, allowed);
          break;
        case 1:
          choose<Slot::SOLVER_DATA_COUNT, Slot::SOLVER_DATA_SOLUTIONS, Slot::SOLVER_DATA_WORKSPACE,
                 Slot::SOLVER_DATA_COMPILE>(*made, allowed);
          break;
        default:
          choose<Slot::SOLVER_WEIGHTS_COUNT, Slot::SOLVER_WEIGHTS_SOLUTIONS, Slot::SOLVER_WEIGHTS_WORKSPACE,
                 Slot::SOLVER_WEIGHTS_COMPILE>(*made, allowed);
      }
    } catch (const std::exception&) {
      Attempts()([&] { destroy_solution(*made); });  // the first failure is told
      throw;
    }
    return static_cast<jlong>(objects().add(made));
  });
}

BRIDGE(jlong, convolutionSolution)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] { return static_cast<jlong>(objects().get<Convolution>(number)->solution); });
}

}  // extern "C"
