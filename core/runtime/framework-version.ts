/** Version of the package: part of every result, because results of two versions are not compared unasked. */
export const frameworkVersion = '0.1.0';
