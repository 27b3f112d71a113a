package io.goodflops.benchmark.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;
import java.util.ArrayList;
import java.util.List;

/** The models as blocks of DJL. */
final class TorchModels {
  private TorchModels() {}

  static Block mlp(Mlp sizes) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(sizes.hidden()).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(sizes.classes()).build());
  }

  static Block decoder(Decoder sizes) {
    return new DecoderBlock(sizes);
  }

  /** Embeddings, blocks of causal attention and MLP, and a head that shares the table. */
  private static final class DecoderBlock extends AbstractBlock {
    private final Decoder sizes;
    private final Parameter tokens;
    private final Parameter positions;
    private final List<Layer> layers = new ArrayList<>();
    private final Block last;

    DecoderBlock(Decoder sizes) {
      this.sizes = sizes;
      tokens = addParameter(table("wte", sizes.vocabulary(), sizes.width()));
      positions = addParameter(table("wpe", sizes.sequence(), sizes.width()));
      for (int i = 0; i < sizes.blocks(); i++) {
        Layer layer = new Layer();
        layer.norm1 = addChildBlock("n1" + i, LayerNorm.builder().axis(2).build());
        layer.queries = addChildBlock("q" + i, linear(sizes.width()));
        layer.keys = addChildBlock("k" + i, linear(sizes.width()));
        layer.values = addChildBlock("v" + i, linear(sizes.width()));
        layer.out = addChildBlock("o" + i, linear(sizes.width()));
        layer.norm2 = addChildBlock("n2" + i, LayerNorm.builder().axis(2).build());
        layer.up = addChildBlock("up" + i, linear(4 * sizes.width()));
        layer.down = addChildBlock("down" + i, linear(sizes.width()));
        layers.add(layer);
      }
      last = addChildBlock("last", LayerNorm.builder().axis(2).build());
    }

    private static Parameter table(String name, long rows, long width) {
      return Parameter.builder()
          .setName(name)
          .setType(Parameter.Type.WEIGHT)
          .optShape(new Shape(rows, width))
          .build();
    }

    private static Block linear(long units) {
      return Linear.builder().setUnits(units).build();
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      Shape x = new Shape(sizes.batch(), sizes.sequence(), sizes.width());
      Shape wide = new Shape(sizes.batch(), sizes.sequence(), 4 * sizes.width());
      for (Layer layer : layers) {
        for (Block block :
            List.of(
                layer.norm1,
                layer.queries,
                layer.keys,
                layer.values,
                layer.out,
                layer.norm2,
                layer.up)) {
          block.initialize(manager, type, x);
        }
        layer.down.initialize(manager, type, wide);
      }
      last.initialize(manager, type, x);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        PairList<String, Object> parameters) {
      NDArray ids = inputs.singletonOrThrow();
      NDArray table = store.getValue(tokens, ids.getDevice(), training);
      NDArray places = store.getValue(positions, ids.getDevice(), training);
      long batch = sizes.batch();
      long sequence = sizes.sequence();
      NDArray x =
          ai.djl.nn.core.Embedding.embedding(ids, table, ai.djl.ndarray.types.SparseFormat.DENSE)
              .singletonOrThrow()
              .add(places);
      NDArray mask = ids.getManager().create(mask((int) sequence), new Shape(sequence, sequence));
      for (Layer layer : layers) {
        NDArray normal = run(layer.norm1, store, x, training);
        NDArray q = heads(run(layer.queries, store, normal, training));
        NDArray k = heads(run(layer.keys, store, normal, training));
        NDArray v = heads(run(layer.values, store, normal, training));
        float scale = (float) (1 / Math.sqrt(sizes.width() / (double) sizes.heads()));
        NDArray scores = q.batchMatMul(k.transpose(0, 2, 1)).mul(scale).add(mask);
        NDArray seen = scores.softmax(-1).batchMatMul(v);
        NDArray joined =
            seen.reshape(batch, sizes.heads(), sequence, sizes.width() / sizes.heads())
                .transpose(0, 2, 1, 3)
                .reshape(batch, sequence, sizes.width());
        x = x.add(run(layer.out, store, joined, training));
        NDArray inner = run(layer.up, store, run(layer.norm2, store, x, training), training);
        x = x.add(run(layer.down, store, Activation.gelu(inner), training));
      }
      NDArray logits =
          run(last, store, x, training)
              .reshape(batch * sequence, sizes.width())
              .matMul(table.transpose());
      return new NDList(logits);
    }

    private static float[] mask(int sequence) {
      float[] mask = new float[sequence * sequence];
      for (int row = 0; row < sequence; row++) {
        for (int column = row + 1; column < sequence; column++) {
          mask[row * sequence + column] = -1e9f;
        }
      }
      return mask;
    }

    private NDArray heads(NDArray x) {
      return x.reshape(
              sizes.batch(), sizes.sequence(), sizes.heads(), sizes.width() / sizes.heads())
          .transpose(0, 2, 1, 3)
          .reshape(sizes.batch() * sizes.heads(), sizes.sequence(), sizes.width() / sizes.heads());
    }

    private static NDArray run(Block block, ParameterStore store, NDArray x, boolean training) {
      return block.forward(store, new NDList(x), training).singletonOrThrow();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(sizes.batch() * sizes.sequence(), sizes.vocabulary())};
    }
  }

  private static final class Layer {
    private Block norm1;
    private Block queries;
    private Block keys;
    private Block values;
    private Block out;
    private Block norm2;
    private Block up;
    private Block down;
  }
}
