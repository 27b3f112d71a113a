// EMULATED: cublasLt's products of FP8 operands on the CPU; the end of emulated_cuda.cpp, for vendors that have such a library.
// What is wrong with a descriptor is told where the library would look at it: when an algorithm is asked for.

#include "values_blaslt.h"

namespace {

// A handle, a product, a layout or a preference: what was set.
struct LtObject {
  char kind = 0;
  int type = -1, scale = -1;  // of a product how it calculates
  std::uint64_t rows = 0, columns = 0;
  std::int64_t leading = 0, stride = 0;
  int batch = 1;
  int a = kOpN, b = kOpN, fast = 0;
  std::uint64_t workspace = 0;
};

std::set<LtObject*>& lt() {
  static std::set<LtObject*>* all = new std::set<LtObject*>();
  return *all;
}

int lt_create(void** made, LtObject object) {
  const std::lock_guard<std::mutex> lock(world().mutex);
  *made = *lt().insert(new LtObject(object)).first;
  blaslt_alive++;
  return 0;
}

LtObject* lt_of(void* object, char kind) {
  auto* mine = static_cast<LtObject*>(object);
  return alive(lt(), mine) && mine->kind == kind ? mine : nullptr;
}

int lt_destroy(void* object, char kind) {
  LtObject* mine = lt_of(object, kind);
  if (mine == nullptr) return LT_INVALID_VALUE;
  const std::lock_guard<std::mutex> lock(world().mutex);
  lt().erase(mine);
  delete mine;
  blaslt_alive--;
  return 0;
}

// Of the right size alone.
template <typename Value>
int lt_take(Value& target, const void* value, std::size_t bytes) {
  if (value == nullptr || bytes != sizeof target) return LT_INVALID_VALUE;
  std::memcpy(&target, value, bytes);
  return 0;
}

std::size_t lt_bytes(int type) { return type == LT_32F ? 4 : type == LT_16BF || type == LT_16F ? 2 : 1; }

bool lt_is_fp8(int type) { return type == LT_E4M3 || type == LT_E5M2; }

struct LtProblem {
  LtObject product, a, b, c, d;
};

int lt_problem(void* product, void* a, void* b, void* c, void* d, LtProblem& all) {
  LtObject* five[] = {lt_of(product, 'p'), lt_of(a, 'l'), lt_of(b, 'l'), lt_of(c, 'l'), lt_of(d, 'l')};
  for (const LtObject* one : five) {
    if (one == nullptr) return LT_INVALID_VALUE;
  }
  all = {*five[0], *five[1], *five[2], *five[3], *five[4]};
  const std::uint64_t k = all.a.rows, m = all.a.columns, n = all.b.columns;
  const bool dense = all.a.leading >= static_cast<std::int64_t>(k) && all.b.leading >= static_cast<std::int64_t>(k) &&
                     all.c.leading >= static_cast<std::int64_t>(m) && all.d.leading == all.c.leading;
  const bool joined = all.b.rows == k && all.c.rows == m && all.c.columns == n && all.d.rows == m && all.d.columns == n;
  if (!dense || !joined) return LT_INVALID_VALUE;
  for (const LtObject* layout : {&all.b, &all.c, &all.d}) {
    if (layout->batch != all.a.batch) return LT_INVALID_VALUE;
  }
  // A transposed and B not, sums and factors in FP32, sums carried to it in time
  const LtObject& p = all.product;
  if (p.a != kOpT || p.b != kOpN || p.type != LT_COMPUTE_32F || p.scale != LT_32F || p.fast != 0) return LT_NOT_SUPPORTED;
  if (!lt_is_fp8(all.a.type) || !lt_is_fp8(all.b.type) || (all.a.type == LT_E5M2 && all.b.type == LT_E5M2 && !kLtTwoE5m2)) {
    return LT_NOT_SUPPORTED;
  }
  if (all.c.type != all.d.type || (all.d.type != LT_32F && all.d.type != LT_16BF && all.d.type != LT_16F)) {
    return LT_NOT_SUPPORTED;
  }
  const bool aligned = m % kLtMultiple == 0 && k % kLtMultiple == 0 && n % kLtColumns == 0 &&
                       all.a.leading % static_cast<std::int64_t>(kLtMultiple) == 0 &&
                       all.b.leading % static_cast<std::int64_t>(kLtMultiple) == 0;
  return aligned ? 0 : LT_NOT_SUPPORTED;
}

// Long sums are split, and take a workspace.
std::size_t lt_workspace(const LtProblem& all) { return all.a.rows >= 64 ? 4096 : 0; }

LtAlgorithm lt_algorithm(const LtProblem& all) {
  LtAlgorithm made{};
  made.data[0] = all.a.rows << 32 | all.d.type;
  made.data[1] = all.a.columns << 32 | all.b.columns;
  made.data[kLtAlgorithm - 1] = 7;
  return made;
}

template <typename Stored>
void lt_multiply(const LtProblem& all, const Product& p) {
  const auto wide = [](Stored value) { return static_cast<float>(value); };
  if (all.d.type == LT_32F) multiply<Stored, float, float>(p, wide, [](float value) { return value; });
  if (all.d.type == LT_16BF) multiply<Stored, float, Bf16>(p, wide, [](float value) { return Bf16::of(value); });
  if (all.d.type == LT_16F) multiply<Stored, float, Fp16>(p, wide, [](float value) { return Fp16::of(value); });
}

bool lt_there(const void* address, const LtObject& layout) {
  const std::int64_t last = (layout.batch - 1) * layout.stride + (static_cast<std::int64_t>(layout.columns) - 1) * layout.leading +
                            static_cast<std::int64_t>(layout.rows);
  return reinterpret_cast<std::uintptr_t>(address) % kLtMultiple == 0 && layout.stride >= 0 &&
         on_device(address, static_cast<std::size_t>(last) * lt_bytes(layout.type));
}

}  // namespace

#define LT_STRIKE(function) \
  if (const int struck = Faults::get().strike(#function)) return struck == -1 ? 0 : struck;

API int cublasLtCreate(void** handle) {
  LT_STRIKE(cublasLtCreate)
  return lt_create(handle, {'h'});
}

API int cublasLtDestroy(void* handle) {
  LT_STRIKE(cublasLtDestroy)
  return lt_destroy(handle, 'h');
}

API const char* cublasLtGetStatusString(int status) { return cublasGetStatusString(status); }

API int cublasLtMatmulDescCreate(void** product, int compute, int scale) {
  LT_STRIKE(cublasLtMatmulDescCreate)
  return lt_create(product, {'p', compute, scale});
}

API int cublasLtMatmulDescDestroy(void* product) {
  LT_STRIKE(cublasLtMatmulDescDestroy)
  return lt_destroy(product, 'p');
}

API int cublasLtMatmulDescSetAttribute(void* product, int attribute, const void* value, std::size_t bytes) {
  LT_STRIKE(cublasLtMatmulDescSetAttribute)
  LtObject* mine = lt_of(product, 'p');
  if (mine == nullptr) return LT_INVALID_VALUE;
  std::int8_t fast = 0;
  switch (attribute) {
    case LT_TRANSA: return lt_take(mine->a, value, bytes);
    case LT_TRANSB: return lt_take(mine->b, value, bytes);
    case LT_FAST_ACCUM:
      if (const int wrong = lt_take(fast, value, bytes)) return wrong;
      mine->fast = fast;
      return 0;
    default: return LT_INVALID_VALUE;
  }
}

API int cublasLtMatrixLayoutCreate(void** layout, int type, std::uint64_t rows, std::uint64_t columns, std::int64_t leading) {
  LT_STRIKE(cublasLtMatrixLayoutCreate)
  if (rows < 1 || columns < 1 || leading < 1) return LT_INVALID_VALUE;
  return lt_create(layout, {'l', type, -1, rows, columns, leading});
}

API int cublasLtMatrixLayoutDestroy(void* layout) {
  LT_STRIKE(cublasLtMatrixLayoutDestroy)
  return lt_destroy(layout, 'l');
}

API int cublasLtMatrixLayoutSetAttribute(void* layout, int attribute, const void* value, std::size_t bytes) {
  LT_STRIKE(cublasLtMatrixLayoutSetAttribute)
  LtObject* mine = lt_of(layout, 'l');
  if (mine == nullptr) return LT_INVALID_VALUE;
  switch (attribute) {
    case LT_BATCH_COUNT: return lt_take(mine->batch, value, bytes);
    case LT_STRIDED_BATCH_OFFSET: return lt_take(mine->stride, value, bytes);
    default: return LT_INVALID_VALUE;
  }
}

API int cublasLtMatmulPreferenceCreate(void** preference) {
  LT_STRIKE(cublasLtMatmulPreferenceCreate)
  return lt_create(preference, {'w'});
}

API int cublasLtMatmulPreferenceDestroy(void* preference) {
  LT_STRIKE(cublasLtMatmulPreferenceDestroy)
  return lt_destroy(preference, 'w');
}

API int cublasLtMatmulPreferenceSetAttribute(void* preference, int attribute, const void* value, std::size_t bytes) {
  LT_STRIKE(cublasLtMatmulPreferenceSetAttribute)
  LtObject* mine = lt_of(preference, 'w');
  if (mine == nullptr || attribute != LT_MAX_WORKSPACE_BYTES) return LT_INVALID_VALUE;
  return lt_take(mine->workspace, value, bytes);
}

// The best first: one that turns out not to work, one that takes more than it may, then the one to take.
API int cublasLtMatmulAlgoGetHeuristic(void* handle, void* product, void* a, void* b, void* c, void* d, void* preference, int most,
                                       void* results, int* count) {
  LT_STRIKE(cublasLtMatmulAlgoGetHeuristic)
  LtProblem all;
  LtObject* limits = lt_of(preference, 'w');
  if (lt_of(handle, 'h') == nullptr) return LT_NOT_INITIALIZED;
  if (limits == nullptr || most < 3 || results == nullptr) return LT_INVALID_VALUE;
  *count = 0;
  if (const int wrong = lt_problem(product, a, b, c, d, all)) return wrong;
  const LtAlgorithm right = lt_algorithm(all);
  const LtResult found[] = {{{{1}}, 0, LT_NOT_SUPPORTED, 0, {}},
                            {{{2}}, static_cast<std::size_t>(limits->workspace) + 1, 0, 1, {}},
                            {right, lt_workspace(all), 0, 1, {}}};
  *count = lt_workspace(all) > limits->workspace ? 2 : 3;
  std::memcpy(results, found, static_cast<std::size_t>(*count) * sizeof(LtResult));
  return 0;
}

API int cublasLtMatmul(void* handle, void* product, const void* alpha, const void* a, void* a_layout, const void* b, void* b_layout,
                       const void* beta, const void* c, void* c_layout, void* d, void* d_layout, const void* algorithm,
                       void* workspace, std::size_t workspace_bytes, void* stream) {
  LT_STRIKE(cublasLtMatmul)
  LtProblem all;
  if (lt_of(handle, 'h') == nullptr) return LT_NOT_INITIALIZED;
  if (const int wrong = lt_problem(product, a_layout, b_layout, c_layout, d_layout, all)) return wrong;
  if (!alive(world().streams, static_cast<Stream*>(stream))) return LT_INVALID_VALUE;
  const LtAlgorithm right = lt_algorithm(all);
  if (algorithm == nullptr || std::memcmp(algorithm, &right, sizeof right) != 0) return LT_INVALID_VALUE;
  if (*static_cast<const float*>(alpha) != 1 || *static_cast<const float*>(beta) != 0 || c != d) return LT_INVALID_VALUE;
  if (!lt_there(a, all.a) || !lt_there(b, all.b) || !lt_there(d, all.d)) return LT_INVALID_VALUE;
  const std::size_t needed = lt_workspace(all);
  const bool room = workspace_bytes >= needed && reinterpret_cast<std::uintptr_t>(workspace) % kLtWorkspace == 0;
  if (!room || (needed > 0 && !on_device(workspace, workspace_bytes))) return LT_INVALID_VALUE;
  static_cast<Stream*>(stream)->add([=] {
    if (needed > 0) std::memset(workspace, 0x5a, workspace_bytes);
    for (int s = 0; s < all.a.batch; s++) {
      const auto from = [s](const void* base, const LtObject& layout) {
        return static_cast<const char*>(base) + static_cast<std::size_t>(s * layout.stride) * lt_bytes(layout.type);
      };
      const Product p{true, false, static_cast<int>(all.a.columns), static_cast<int>(all.b.columns), static_cast<int>(all.a.rows),
                      from(a, all.a), static_cast<int>(all.a.leading), from(b, all.b), static_cast<int>(all.b.leading),
                      const_cast<char*>(from(d, all.d)), static_cast<int>(all.d.leading)};
      all.a.type == LT_E4M3 ? lt_multiply<E4m3>(all, p) : lt_multiply<E5m2>(all, p);
    }
  });
  return 0;
}
