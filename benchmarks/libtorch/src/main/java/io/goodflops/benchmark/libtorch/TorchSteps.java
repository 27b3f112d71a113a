package io.goodflops.benchmark.libtorch;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.goodflops.workload.program.Decoder;

/**
 * The same steps in libtorch: forward, loss, backward into gradients that were set to zero, and the
 * optimizer. Arguments: model, threads, seconds.
 */
final class TorchSteps {
  private TorchSteps() {}

  public static void main(String[] arguments) {
    System.setProperty("ai.djl.pytorch.num_threads", arguments[1]);
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    boolean mlp = arguments[0].equals("mlp");
    Block block =
        mlp ? TorchModels.mlp(Sizes.MLP) : TorchModels.decoder(Sizes.decoder(arguments[0]));
    Optimizer optimizer =
        mlp
            ? Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.05f)).optMomentum(0.9f).build()
            : Optimizer.adamW().optLearningRateTracker(Tracker.fixed(6e-4f)).build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(optimizer)
            .optDevices(new Device[] {Device.cpu()});
    try (Model model = Model.newInstance(arguments[0], "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        NDManager manager = trainer.getManager();
        NDArray x;
        NDArray labels;
        if (mlp) {
          x = manager.randomUniform(-1, 1, new Shape(Sizes.MLP.batch(), Sizes.MLP.inputs()));
          labels = integers(manager, Sizes.MLP.classes(), new Shape(Sizes.MLP.batch()));
        } else {
          Decoder decoder = Sizes.decoder(arguments[0]);
          Shape tokens = new Shape(decoder.batch(), decoder.sequence());
          x = integers(manager, decoder.vocabulary(), tokens);
          labels = integers(manager, decoder.vocabulary(), new Shape(tokens.size()));
        }
        trainer.initialize(x.getShape());
        CompareSteps.time(
            Double.parseDouble(arguments[2]), () -> step(trainer, manager, x, labels));
      }
    }
  }

  private static NDArray integers(NDManager manager, long bound, Shape shape) {
    return manager.randomInteger(0, bound, shape, DataType.INT64);
  }

  private static void step(Trainer trainer, NDManager manager, NDArray x, NDArray labels) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector gradients = trainer.newGradientCollector()) {
      NDList in = new NDList(x);
      NDList out = trainer.forward(in);
      out.attach(scope);
      NDArray loss = trainer.getLoss().evaluate(new NDList(labels), out);
      loss.attach(scope);
      gradients.backward(loss);
    }
    trainer.step();
  }
}
