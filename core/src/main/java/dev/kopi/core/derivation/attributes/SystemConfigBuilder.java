package dev.kopi.core.derivation.attributes;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.SystemConfig;

/** A system configuration that is being changed. */
final class SystemConfigBuilder {
  Address batcher;
  Hash overhead;
  Hash scalar;
  long gasLimit;
  int eip1559Denominator;
  int eip1559Elasticity;
  int operatorFeeScalar;
  long operatorFeeConstant;
  long minBaseFee;
  int daFootprintGasScalar;

  SystemConfigBuilder(SystemConfig from) {
    batcher = from.batcher();
    overhead = from.overhead();
    scalar = from.scalar();
    gasLimit = from.gasLimit();
    eip1559Denominator = from.eip1559Denominator();
    eip1559Elasticity = from.eip1559Elasticity();
    operatorFeeScalar = from.operatorFeeScalar();
    operatorFeeConstant = from.operatorFeeConstant();
    minBaseFee = from.minBaseFee();
    daFootprintGasScalar = from.daFootprintGasScalar();
  }

  SystemConfig build() {
    return new SystemConfig(
        batcher,
        overhead,
        scalar,
        gasLimit,
        eip1559Denominator,
        eip1559Elasticity,
        operatorFeeScalar,
        operatorFeeConstant,
        minBaseFee,
        daFootprintGasScalar);
  }
}
