// Storage types as they lie in memory, rounded to nearest even.

#ifndef NUMBERS_H
#define NUMBERS_H

#include <cmath>
#include <cstdint>
#include <cstring>

namespace emulated {

inline std::uint32_t bits_of(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline float float_of(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

struct Bf16 {
  std::uint16_t bits;

  operator float() const { return float_of(static_cast<std::uint32_t>(bits) << 16); }

  static Bf16 of(float value) {
    const std::uint32_t all = bits_of(value);
    if (std::isnan(value)) return {static_cast<std::uint16_t>(all >> 16 | 0x40)};
    return {static_cast<std::uint16_t>((all + 0x7fff + (all >> 16 & 1)) >> 16)};
  }
};

struct Fp16 {
  std::uint16_t bits;

  operator float() const {
    const int exponent = bits >> 10 & 31;
    const float fraction = static_cast<float>(bits & 1023);
    float magnitude;
    if (exponent == 31) {
      magnitude = fraction == 0 ? INFINITY : NAN;
    } else {
      magnitude = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    }
    return bits & 0x8000 ? -magnitude : magnitude;
  }

  static Fp16 of(float value) {
    const auto sign = static_cast<std::uint16_t>(bits_of(value) >> 16 & 0x8000);
    const float magnitude = std::fabs(value);
    if (std::isnan(value)) return {static_cast<std::uint16_t>(sign | 0x7e00)};
    // halfway between the largest number and the next one, which would be infinity
    if (magnitude >= 65520.0f) return {static_cast<std::uint16_t>(sign | 0x7c00)};
    int exponent = magnitude == 0 ? -15 : std::ilogb(magnitude);
    if (exponent < -14) exponent = -14;
    const auto steps = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(magnitude, 10 - exponent)));
    // steps above 1024 carry into the exponent by themselves
    return {static_cast<std::uint16_t>(sign | (steps + (static_cast<std::uint32_t>(exponent + 14) << 10)))};
  }
};

// OCP OFP8: no infinity, the largest exponent counts on, one pattern is no number.
struct E4m3 {
  std::uint8_t bits;

  operator float() const {
    const int exponent = bits >> 3 & 15;
    const int fraction = bits & 7;
    if ((bits & 0x7f) == 0x7f) return NAN;
    const float magnitude =
        exponent == 0 ? std::ldexp(static_cast<float>(fraction), -9) : std::ldexp(static_cast<float>(8 + fraction), exponent - 10);
    return bits & 0x80 ? -magnitude : magnitude;
  }
};

// The upper half of an FP16.
struct E5m2 {
  std::uint8_t bits;

  operator float() const { return Fp16{static_cast<std::uint16_t>(bits << 8)}; }
};

// FP32 cut to the 10 explicit bits of TF32, to nearest.
inline float tf32(float value) {
  const std::uint32_t all = bits_of(value);
  if ((all >> 23 & 255) == 255) return value;
  return float_of((all + 0xfff + (all >> 13 & 1)) & 0xffffe000u);
}

}  // namespace emulated

#endif
