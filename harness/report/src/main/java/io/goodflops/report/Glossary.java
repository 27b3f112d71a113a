package io.goodflops.report;

import io.goodflops.ledger.Group;
import io.goodflops.report.PageView.Fact;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.List;

/** The words a reader may not know. */
final class Glossary {
  static final List<Fact> FACTS = facts();

  private Glossary() {}

  private static List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    Group.SIX.forEach(
        group -> facts.add(new Fact(Phrase.of(group.label()), Phrase.of(group.line()))));
    facts.add(
        entry(
            "Effective TFLOP/s",
            "Operations that the algorithm needs, counted by the harness and never by a vendor, of"
                + " cases with a verified result, divided by wall time.",
            "有效 TFLOP/s",
            "算法所需的运算量（由本工具计数，厂商不参与）除以墙钟时间，只计结果已校验的用例。"));
    facts.add(
        entry(
            "Basis",
            "What 100 % is: a declared peak, or a ceiling measured on this very device. Shares on"
                + " different bases are not comparable.",
            "口径",
            "100% 代表什么：标称峰值，或在本设备上实测的上限。不同口径的占比不可比较。"));
    facts.add(
        entry(
            "Share of its own measured ceiling",
            "How well the device uses what it was seen to reach. It is not MFU, which needs a"
                + " declared peak.",
            "占自身实测上限的比例",
            "设备对其实测能力的利用程度。它不是 MFU，后者以标称峰值为分母。"));
    facts.add(
        entry(
            "Bandwidth ledger",
            "For work that moves bytes more than it computes: 100 % is the measured bandwidth at"
                + " the case's working set, effective are the bytes the algorithm needs.",
            "带宽账目",
            "用于以访存为主的用例：100% 为该工作集下的实测带宽，有效部分为算法所需的字节数。"));
    facts.add(
        entry(
            "Verified",
            "The result was compared with a reference computed outside the vendor's process, on"
                + " inputs drawn at random.",
            "已校验",
            "在厂商进程之外，用随机输入与参考结果比对。"));
    facts.add(
        entry(
            "Indicative",
            "Too few fresh processes for a comparison between devices or versions.",
            "仅供参考",
            "独立进程的重复次数不足，不能用于设备或版本间的比较。"));
    facts.add(
        entry(
            "Suspect",
            "A number that a ceiling or a clock contradicts. It is shown and never ranked.",
            "存疑",
            "与上限或时钟相矛盾的数字，照常显示，但不参与排名。"));
    facts.add(
        entry(
            "Fork",
            "One fresh process that measures a case once; the unit of repetition.",
            "重复进程",
            "重新启动、测量一次用例的独立进程，是重复测量的单位。"));
    facts.add(
        entry(
            "Lane",
            "How much a device may prepare ahead of time. Packed: constant operands may be"
                + " rearranged before timing. Plain: nothing is prepared.",
            "赛道",
            "允许设备提前准备的程度。packed：常量操作数可在计时前重排；plain：不做任何准备。"));
    facts.add(
        entry(
            "Roofline",
            "The most a device can do at a given number of operations per byte: the lower of its"
                + " compute and its bandwidth ceiling.",
            "屋顶线",
            "设备在给定计算强度下的最高性能，取算力上限与带宽上限中较低者。"));
    return List.copyOf(facts);
  }

  private static Fact entry(String en, String meaning, String zh, String explanation) {
    return new Fact(new Phrase(en, zh), new Phrase(meaning, explanation));
  }
}
