package io.goodflops.report.chart;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts labels beside points so that none covers another: greedy, nearest place first. Places that
 * cross a line are taken only where there is no other.
 */
final class LabelPlacement {
  private static final double[] DISTANCES = {11, 22, 36, 52, 72, 96, 124};
  private static final double[][] DIRECTIONS = {
    {0, 1},
    {0, -1},
    {1, 0.3},
    {-1, 0.3},
    {1, -0.5},
    {-1, -0.5},
    {0.7, 1},
    {-0.7, 1},
    {0.7, -1},
    {-0.7, -1}
  };

  private final Rectangle2D bounds;
  private final List<Rectangle2D> taken = new ArrayList<>();
  private final List<Line2D> lines = new ArrayList<>();

  LabelPlacement(Rectangle2D bounds) {
    this.bounds = bounds;
  }

  /** Nothing may cover this. */
  void block(Rectangle2D area) {
    taken.add(area);
  }

  /** Better not covered. */
  void avoid(Line2D line) {
    lines.add(line);
  }

  boolean isFree(Rectangle2D area) {
    return bounds.contains(area) && taken.stream().noneMatch(area::intersects);
  }

  /** Where the label goes, and claims the place; empty where there is no room at all. */
  Optional<Place> place(Point2D point, double width, double height) {
    Optional<Place> second = Optional.empty();
    for (double distance : DISTANCES) {
      for (double[] direction : DIRECTIONS) {
        Rectangle2D box = box(point, direction, distance, width, height);
        if (!isFree(box)) {
          continue;
        }
        Place place = new Place(box, distance > 20);
        Line2D leader =
            new Line2D.Double(
                point.getX() + direction[0] * 9,
                point.getY() + direction[1] * 9,
                box.getCenterX(),
                box.getCenterY());
        boolean clear =
            lines.stream().noneMatch(line -> line.intersects(box))
                && taken.stream().noneMatch(leader::intersects);
        if (clear) {
          taken.add(box);
          return Optional.of(place);
        }
        if (second.isEmpty()) {
          second = Optional.of(place);
        }
      }
    }
    second.ifPresent(place -> taken.add(place.box));
    return second;
  }

  private static Rectangle2D box(
      Point2D point, double[] direction, double distance, double width, double height) {
    double centreX = point.getX() + direction[0] * (distance + width / 2);
    double centreY = point.getY() + direction[1] * (distance + height / 2);
    return new Rectangle2D.Double(centreX - width / 2, centreY - height / 2, width, height);
  }

  /**
   * @param leader so far away that a line must lead to it
   */
  record Place(Rectangle2D box, boolean leader) {}
}
