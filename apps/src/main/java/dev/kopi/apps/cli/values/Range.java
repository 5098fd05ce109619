package dev.kopi.apps.cli.values;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a numeric option accepts; durations count in milliseconds. Both ends belong. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface Range {
  /** The smallest value. */
  long min() default 0;

  /** The largest value. */
  long max() default Long.MAX_VALUE;
}
