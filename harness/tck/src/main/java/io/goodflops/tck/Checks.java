package io.goodflops.tck;

import java.util.Optional;

/** Which check belongs to which rule. */
final class Checks {
  private Checks() {}

  /** Empty for a rule that no program can check. */
  static Optional<Check> of(Rule rule) {
    return Optional.of(rule).filter(one -> one.whyNotChecked().isEmpty()).map(Checks::check);
  }

  private static Check check(Rule rule) {
    return switch (rule) {
      case P1 -> PluginChecks::answers;
      case P2 -> PluginChecks::repeats;
      case P3 -> PluginChecks::hasNoSideEffects;
      case P4 -> PluginChecks::isQuick;
      case P5 -> PluginChecks::describesDevices;
      case P6 -> PluginChecks::namesDevices;
      case P7 -> PluginChecks::peaksHaveSources;
      case P8 -> PluginChecks::refusesStrangers;
      case P9 -> PluginChecks::printsNothing;
      case P10 -> PluginChecks::bringsNoSpi;
      case D1 -> DeviceChecks::doesNotLeak;
      case D2 -> DeviceChecks::refusesUseAfterClose;
      case D3 -> DeviceChecks::closesWhatItHandedOut;
      case D4 -> DeviceChecks::closesTwice;
      case D5 -> DeviceChecks::endsItsThreads;
      case D6 -> DeviceChecks::refusesTooMuch;
      case D7 -> DeviceChecks::hasPlausibleSensors;
      case B1 -> BufferChecks::keepsEveryBit;
      case B2 -> BufferChecks::movesExactlyWhatRemains;
      case B3 -> BufferChecks::keepsItsBounds;
      case B4 -> BufferChecks::refusesUseAfterClose;
      case B5 -> BufferChecks::standApart;
      case B6 -> TransferChecks::followTheQueue;
      case B7 -> BufferChecks::pinnedIsUsable;
      case B9 -> PeerChecks::bringsEveryByte;
      case K1 -> KernelChecks::refusesWithReasons;
      case K2 -> KernelChecks::refusesTheUnknown;
      case K3 -> ResultChecks::isRight;
      case K4 -> ResultChecks::copiesEveryBit;
      case K5 -> SpecialProducts::followIeee;
      case K6 -> ResultChecks::computesAnew;
      case K7 -> ResultChecks::repeatsRight;
      case K8 -> KernelChecks::writesNowhereElse;
      case K9 -> ResultChecks::preparesNothing;
      case K10 -> SpecialProducts::doNotSkipZeros;
      case K11 -> KernelChecks::compilesEveryShape;
      case K12 -> KernelChecks::describesKernels;
      case K13 -> ResultChecks::worksInPlace;
      case K14 -> ResultChecks::takesOtherShapes;
      case K15 -> ProgramChecks::replaysTheSame;
      case K16 -> ProgramChecks::joinsTheSame;
      case Q1 -> QueueChecks::finishIsHonest;
      case Q2 -> QueueChecks::worksInOrder;
      case Q3 -> QueueChecks::queuesWait;
      case Q4 -> QueueChecks::refusesUseAfterClose;
      case T1 -> SyncChecks::twiceTheWorkTakesTwiceAsLong;
      case T2 -> TimingChecks::clocksAgree;
      case T3 -> TimingChecks::marksNeverDecrease;
      case T4 -> TimingChecks::resolutionIsTrue;
      case T5 -> TimingChecks::queuesShareTheClock;
      case T6 -> PeakChecks::areNotExceeded;
      case T7 -> PeakChecks::areNear;
      case P11, P12, P13, P14, P15, P16, B8, Q5, T8 ->
          throw new IllegalArgumentException("no program can check " + rule.id());
    };
  }
}
