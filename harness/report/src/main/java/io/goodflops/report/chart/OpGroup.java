package io.goodflops.report.chart;

import io.goodflops.report.text.Phrase;
import java.awt.Color;

/** Kinds of op that belong together, each with one colour. */
public enum OpGroup {
  PRODUCT("Matrix products", "矩阵乘", 0x0072b2),
  CONVOLUTION("Convolutions", "卷积", 0x56b4e9),
  NORMALISATION("Normalisation, softmax, loss", "归一化、Softmax 与损失", 0xcc79a7),
  ELEMENTWISE("Element by element", "逐元素运算", 0xe69f00),
  MOVEMENT("Sums, pooling, moving data", "归约、池化与数据搬移", 0xf0e442),
  OPTIMIZER("Optimizer", "优化器", 0x009e73),
  OTHER("Other", "其他", 0x882255);

  private final String en;
  private final String zh;
  private final int rgb;

  OpGroup(String en, String zh, int rgb) {
    this.en = en;
    this.zh = zh;
    this.rgb = rgb;
  }

  /** The group of an op's kind, forward and backward alike; OTHER for a kind that is not known. */
  public static OpGroup of(String kind) {
    return switch (kind.replaceAll("-backward(-data|-weights)?$", "")) {
      case "matmul", "fma-chain", "matrix-chain" -> PRODUCT;
      case "conv2d" -> CONVOLUTION;
      case "layer-norm", "batch-norm", "softmax", "cross-entropy" -> NORMALISATION;
      case "relu", "gelu", "bias", "add", "multiply", "cast", "triad" -> ELEMENTWISE;
      case "copy", "read", "permute", "embedding", "max-pool", "average-pool" -> MOVEMENT;
      case "reduce-sum", "reduce-mean", "reduce-max" -> MOVEMENT;
      case "sgd", "adamw" -> OPTIMIZER;
      default -> OTHER;
    };
  }

  /** Whether operations, and not bytes, are what its ops are bought for. */
  public boolean computes() {
    return this == PRODUCT || this == CONVOLUTION;
  }

  Phrase label() {
    return new Phrase(en, zh);
  }

  Color colour() {
    return new Color(rgb);
  }
}
