// Products through a BLAS whose calls are made of descriptors, in the shape of cublasLt: where vendors have FP8. The library
// names its algorithm, and how much workspace that takes, when a product is opened; nothing is asked or allocated later.

#include <cstring>

#include "calls.h"
#include "java.h"
#include "places.h"

using namespace goodflops;

namespace {

// Algorithms that are asked for, the best first.
constexpr int kMost = 8;
// Behind an algorithm in a result: workspace, status, a float and four numbers that are reserved, without gaps.
constexpr std::size_t kBehind = sizeof(std::size_t) + sizeof(int) + sizeof(float) + 4 * sizeof(int);
// What the library takes for granted of an address unless it is told otherwise; every vendor's memory begins so.
constexpr std::uintptr_t kAligned = 256;

// Numbers of the vendor's, in the order in which Java gives them.
enum Given { TYPE_AB, TYPE_C, COMPUTE, SCALE, OP_NORMAL, OP_TRANSPOSED, TRANSPOSE_A, TRANSPOSE_B, BATCH_COUNT, BATCH_STRIDE,
             MOST_WORKSPACE, ALGORITHM_BYTES, GIVEN, FAST_SUMS = GIVEN };

// Whatever was made of it.
void destroy(const Product& p) {
  const Session& on = *p.session;
  Attempts attempt;
  for (void* layout : {p.c, p.b, p.a}) {
    attempt([&] { if (layout != nullptr) call<Slot::BLASLT_LAYOUT_DESTROY>(on, layout); });
  }
  attempt([&] { if (p.product != nullptr) call<Slot::BLASLT_PRODUCT_DESTROY>(on, p.product); });
  attempt.tell();
}

template <Slot Set, typename Value>
void set(const Session& on, void* descriptor, int attribute, Value value) {
  call<Set>(on, descriptor, attribute, static_cast<const void*>(&value), sizeof value);
}

// Columns one after the other, matrices one after the other.
void layout(const Session& on, void** made, const jint* given, int type, jlong rows, jlong columns, jint batch) {
  call<Slot::BLASLT_LAYOUT_CREATE>(on, made, type, static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(columns),
                                   static_cast<std::int64_t>(rows));
  if (batch == 1) return;
  set<Slot::BLASLT_LAYOUT_SET>(on, *made, given[BATCH_COUNT], static_cast<std::int32_t>(batch));
  set<Slot::BLASLT_LAYOUT_SET>(on, *made, given[BATCH_STRIDE], static_cast<std::int64_t>(rows) * columns);
}

// The first of the library's choices that it calls possible.
void choose(Product& p, void* preference, std::size_t bytes, std::size_t most) {
  alignas(16) char room[kMost * (Product::kAlgorithm + kBehind)] = {};
  int count = 0;
  call<Slot::BLASLT_CHOOSE>(*p.session, p.session->blaslt, p.product, p.a, p.b, p.c, p.c, preference, kMost,
                            static_cast<void*>(room), &count);
  if (count < 0 || count > kMost) throw VendorFailure("the library names " + std::to_string(count) + " algorithms");
  for (int i = 0; i < count; i++) {
    const char* result = room + static_cast<std::size_t>(i) * (bytes + kBehind);
    std::size_t workspace = 0;
    int status = 0;
    std::memcpy(&workspace, result + bytes, sizeof workspace);
    std::memcpy(&status, result + bytes + sizeof workspace, sizeof status);
    if (status != 0 || workspace > most) continue;
    std::memcpy(p.algorithm, result, bytes);
    p.workspace = workspace;
    return;
  }
  throw VendorFailure("the library has no algorithm for it, among " + std::to_string(count));
}

void make(Product& p, const std::vector<jint>& g, jlong m, jlong n, jlong k, jint batch, jlong most) {
  const Session& on = *p.session;
  call<Slot::BLASLT_PRODUCT_CREATE>(on, &p.product, g[COMPUTE], g[SCALE]);
  set<Slot::BLASLT_PRODUCT_SET>(on, p.product, g[TRANSPOSE_A], static_cast<std::int32_t>(g[OP_TRANSPOSED]));
  set<Slot::BLASLT_PRODUCT_SET>(on, p.product, g[TRANSPOSE_B], static_cast<std::int32_t>(g[OP_NORMAL]));
  // sums are carried to FP32 now and then, as they are unless somebody asks for speed
  if (g.size() > FAST_SUMS) set<Slot::BLASLT_PRODUCT_SET>(on, p.product, g[FAST_SUMS], std::int8_t{0});
  layout(on, &p.a, g.data(), g[TYPE_AB], k, m, batch);
  layout(on, &p.b, g.data(), g[TYPE_AB], k, n, batch);
  layout(on, &p.c, g.data(), g[TYPE_C], m, n, batch);
  void* preference = nullptr;
  call<Slot::BLASLT_PREFERENCE_CREATE>(on, &preference);
  Attempts attempt;
  attempt([&] {
    set<Slot::BLASLT_PREFERENCE_SET>(on, preference, g[MOST_WORKSPACE], static_cast<std::size_t>(most));
    choose(p, preference, static_cast<std::size_t>(g[ALGORITHM_BYTES]), static_cast<std::size_t>(most));
  });
  attempt([&] { call<Slot::BLASLT_PREFERENCE_DESTROY>(on, preference); });
  attempt.tell();
}

char* aligned(const Place& place, const char* what) {
  if (reinterpret_cast<std::uintptr_t>(place.address) % kAligned != 0) {
    throw BadArgument(std::string(what) + " does not begin at a multiple of " + std::to_string(kAligned) + " bytes");
  }
  return place.address;
}

}  // namespace

extern "C" {

// Column-major and dense: C (m × n) = Aᵀ · B of A (k × m) and B (k × n), `batch` times.
BRIDGE(jlong, openProduct)(JNIEnv* env, jclass, jlong session, jlong m, jlong n, jlong k, jint batch, jint bytes, jint bytesC,
                           jlong most, jintArray given) {
  return guarded(env, [&] {
    auto made = std::make_shared<Product>();
    made->session = objects().get<Session>(session);
    std::vector<jint> g(static_cast<std::size_t>(length_of(env, given)));
    if (g.size() != GIVEN && g.size() != GIVEN + 1) throw BadArgument("a product takes 12 or 13 numbers");
    env->GetIntArrayRegion(given, 0, static_cast<jsize>(g.size()), g.data());
    if (m < 1 || n < 1 || k < 1 || batch < 1 || bytes < 1 || bytes > 8 || bytesC < 1 || bytesC > 8 || most < 0) {
      throw BadArgument("a product of no size");
    }
    if (g[ALGORITHM_BYTES] < 8 || g[ALGORITHM_BYTES] % 8 != 0 ||
        static_cast<std::size_t>(g[ALGORITHM_BYTES]) > Product::kAlgorithm) {
      throw BadArgument("algorithms of " + std::to_string(g[ALGORITHM_BYTES]) + " bytes");
    }
    const auto volume = [&](jlong rows, jlong columns, jint each) {
      const __int128 matrix = static_cast<__int128>(rows) * columns;
      if (matrix > INT64_MAX || matrix * batch > INT64_MAX / each) throw BadArgument("a matrix that is too large");
      return static_cast<std::int64_t>(matrix * batch * each);
    };
    made->a_bytes = volume(k, m, bytes);
    made->b_bytes = volume(k, n, bytes);
    made->c_bytes = volume(m, n, bytesC);
    Session& on = *made->session;
    if (on.blaslt == nullptr) call<Slot::BLASLT_CREATE>(on, &on.blaslt);
    try {
      make(*made, g, m, n, k, batch, most);
    } catch (const VendorFailure&) {
      Attempts attempt;  // the first failure is told
      attempt([&] { destroy(*made); });
      throw;
    }
    return static_cast<jlong>(objects().add(made));
  });
}

BRIDGE(jlong, productWorkspace)(JNIEnv* env, jclass, jlong number) {
  return guarded(env, [&] { return static_cast<jlong>(objects().get<Product>(number)->workspace); });
}

// places: A, B, C and workspace, each a memory and an offset in it; a workspace of 0 bytes has none.
BRIDGE(void, enqueueProduct)(JNIEnv* env, jclass, jlong queue, jlong number, jlongArray places) {
  guarded(env, [&] {
    const auto stream = objects().get<Stream>(queue);
    const auto p = objects().get<Product>(number);
    const Session& on = *p->session;
    if (stream->session != p->session) throw BadArgument("they belong to two sessions");
    if (on.blaslt == nullptr) throw Closed("the session is closed");
    const bool needs = p->workspace > 0;
    jlong at[8] = {};
    if (length_of(env, places) != (needs ? 8 : 6)) throw BadArgument("a product takes 3 memories, and its workspace");
    env->GetLongArrayRegion(places, 0, needs ? 8 : 6, at);
    const Place a = place(on, at[0], at[1], p->a_bytes, "A");
    const Place b = place(on, at[2], at[3], p->b_bytes, "B");
    const Place c = place(on, at[4], at[5], p->c_bytes, "C");
    Place space;
    if (needs) space = place(on, at[6], at[7], static_cast<std::int64_t>(p->workspace), "the workspace");
    const float one = 1;
    const float zero = 0;
    char* result = aligned(c, "C");
    call<Slot::BLASLT_MULTIPLY>(on, on.blaslt, p->product, static_cast<const void*>(&one),
                                static_cast<const void*>(aligned(a, "A")), p->a, static_cast<const void*>(aligned(b, "B")),
                                p->b, static_cast<const void*>(&zero), static_cast<const void*>(result), p->c,
                                static_cast<void*>(result), p->c, static_cast<const void*>(p->algorithm),
                                static_cast<void*>(aligned(space, "the workspace")), p->workspace, stream->stream);
  });
}

BRIDGE(void, closeProduct)(JNIEnv* env, jclass, jlong number) {
  guarded(env, [&] { destroy(*objects().take<Product>(number)); });
}

}  // extern "C"
