package io.goodflops.engine.run;

import io.goodflops.engine.calibrate.CalibrationPass;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.Json;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A line of the journal. */
sealed interface JournalEntry {
  /** Names the kind of line. */
  String type();

  /**
   * The first line: all that is needed to go on after a kill.
   *
   * @param suiteJson text of the suite
   * @param pluginPaths where the plugins lie that were not installed, by name; a journal of an
   *     earlier build has none
   * @param cases globs that chose the cases
   * @param together whether what is planned on several devices also runs on all of them at once
   * @param seed of the run's order and data
   */
  record Start(
      String type,
      String runId,
      String startedAt,
      String toolVersion,
      Map<String, String> labels,
      RunRecord.SuiteRecord suite,
      String suiteJson,
      String repro,
      RunRecord.Settings settings,
      List<PluginRecord> plugins,
      Map<String, String> pluginPaths,
      List<DeviceRecord> devices,
      List<String> dtypes,
      List<String> cases,
      boolean together,
      long forkTimeoutSeconds,
      long seed)
      implements JournalEntry {
    static final String TYPE = "start";

    public Start {
      pluginPaths = pluginPaths == null ? Map.of() : Map.copyOf(pluginPaths);
      require(runId, "runId");
      require(startedAt, "startedAt");
      require(toolVersion, "toolVersion");
      require(labels, "labels");
      require(suite, "suite");
      require(suiteJson, "suiteJson");
      require(repro, "repro");
      require(settings, "settings");
      require(plugins, "plugins");
      require(devices, "devices");
      require(dtypes, "dtypes");
      require(cases, "cases");
    }
  }

  /** One pass of calibration. */
  record Calibrated(String type, CalibrationPass pass) implements JournalEntry {
    static final String TYPE = "calibration";

    public Calibrated {
      require(pass, "pass");
    }
  }

  /**
   * One fork of a case, judged.
   *
   * @param bytesSpared algorithmic bytes that a step does not move because its ops are joined, if a
   *     check came before this fork; a journal of an earlier build has none
   */
  record Forked(
      String type,
      String caseId,
      String implementation,
      ForkRecord fork,
      Optional<Verification> verification,
      List<String> suspect,
      OptionalLong bytesSpared)
      implements JournalEntry {
    static final String TYPE = "fork";

    public Forked {
      require(caseId, "caseId");
      require(fork, "fork");
      require(suspect, "suspect");
      suspect = List.copyOf(suspect);
    }
  }

  /**
   * One round of a case on several devices at once, judged.
   *
   * @param shape the ids of its cases up to the device
   */
  record Together(String type, String shape, List<Rank> ranks) implements JournalEntry {
    static final String TYPE = "together";

    public Together {
      require(shape, "shape");
      require(ranks, "ranks");
      ranks = List.copyOf(ranks);
    }

    /** The fork of one device. */
    record Rank(
        String caseId,
        String device,
        ForkRecord fork,
        Optional<Verification> verification,
        List<String> suspect,
        OptionalDouble overlapShare,
        long waitNanos) {
      public Rank {
        require(caseId, "caseId");
        require(device, "device");
        require(fork, "fork");
        require(suspect, "suspect");
        suspect = List.copyOf(suspect);
      }
    }

    /** As long as its longest fork. */
    long wallNanos() {
      return ranks.stream().mapToLong(rank -> rank.fork().wallNanos()).max().orElse(0);
    }
  }

  /** A case that will not be run, with the reason. */
  record Skipped(String type, String caseId, String reason) implements JournalEntry {
    static final String TYPE = "skipped";
  }

  /** A line that somebody edited may lack anything. */
  private static void require(Object value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("the field " + field + " is missing");
    }
  }

  /**
   * Reads a line; an unknown type is an error, since the journal is ours.
   *
   * @param number of the line in its file, from 1
   */
  static JournalEntry parse(String line, int number) throws IOException {
    String type = String.valueOf(Json.parseObject(line, number).get("type"));
    return switch (type) {
      case Start.TYPE -> Json.parse(line, number, Start.class);
      case Calibrated.TYPE -> Json.parse(line, number, Calibrated.class);
      case Forked.TYPE -> Json.parse(line, number, Forked.class);
      case Together.TYPE -> Json.parse(line, number, Together.class);
      case Skipped.TYPE -> Json.parse(line, number, Skipped.class);
      default -> throw new IOException("no line is of type '" + type + "'");
    };
  }
}
