package dev.kopi.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A record is a value: an array in it could be changed and would break equality. */
final class NoArrayComponents extends ArchCondition<JavaClass> {
  NoArrayComponents() {
    super("have no array components");
  }

  @Override
  public void check(JavaClass record, ConditionEvents events) {
    for (JavaField field : record.getFields()) {
      if (!field.getModifiers().contains(JavaModifier.STATIC) && field.getRawType().isArray()) {
        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is an array"));
      }
    }
  }
}
