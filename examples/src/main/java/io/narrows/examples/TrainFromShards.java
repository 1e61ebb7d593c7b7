package io.narrows.examples;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import io.narrows.data.Loader;
import io.narrows.data.adapt.LoaderDataset;
import io.narrows.data.decode.Decoders;
import io.narrows.data.decode.NpyArray;
import io.narrows.data.order.Shuffle;
import io.narrows.data.shard.ShardSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Trains a small network with DJL from shards whose samples have a numpy array and a class. */
public final class TrainFromShards {
    private static final int BATCH = 32;
    private static final int CLASSES = 2;

    private TrainFromShards() {}

    // snippet: training
    /** A sample: what the network is given, and the class that it should answer. */
    public record Example(NpyArray features, long label) {}

    static LoaderDataset<Example> dataset(ShardSet shards) {
        return new LoaderDataset<>(
                epoch -> Loader.from(shards)
                        .decode(Decoders.fields(Decoders.npy("npy"), Decoders.integer("cls"), Example::new))
                        .shuffle(Shuffle.blocks(256))
                        .seed(7)
                        .epoch(epoch) // another order in each, the same in each run
                        .batch(BATCH)
                        .open(),
                TrainFromShards::arrays,
                (shards.samples() + BATCH - 1) / BATCH);
    }

    private static LoaderDataset.Arrays arrays(NDManager manager, List<Example> examples) {
        int width = examples.get(0).features().size();
        float[] features = new float[examples.size() * width];
        long[] labels = new long[examples.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(examples.get(i).features().floats(), 0, features, i * width, width);
            labels[i] = examples.get(i).label();
        }
        return new LoaderDataset.Arrays(
                new NDList(manager.create(features, new Shape(labels.length, width))),
                new NDList(manager.create(labels, new Shape(labels.length, 1))));
    }
    // snippet: end

    /** Trains from the begin, and gives the mean loss of each epoch. */
    public static List<Float> train(ShardSet shards, int features, int epochs) throws IOException, TranslateException {
        SequentialBlock network = new SequentialBlock()
                .add(Linear.builder().setUnits(16).build())
                .add(Activation::relu)
                .add(Linear.builder().setUnits(CLASSES).build());
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(0.01f))
                        .build())
                .addTrainingListeners(TrainingListener.Defaults.basic());
        List<Float> losses = new ArrayList<>();
        try (Model model = Model.newInstance("points", "PyTorch");
                LoaderDataset<Example> dataset = dataset(shards)) {
            model.setBlock(network);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(BATCH, features));
                for (int epoch = 0; epoch < epochs; epoch++) {
                    EasyTrain.fit(trainer, 1, dataset, null);
                    losses.add(trainer.getTrainingResult().getTrainLoss());
                }
            }
        }
        return losses;
    }
}
