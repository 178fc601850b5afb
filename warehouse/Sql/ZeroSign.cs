namespace DataShare.Warehouse;

/// <summary>
/// In the warehouse a zero has no sign. Every comparison treats -0.0 and 0.0 as equal, and DuckDB keeps only one of the two
/// when it packs values in its storage or in Parquet. So nobody could rely on the sign.
/// </summary>
internal static class ZeroSign
{
    /// <summary>The same number, but 0.0 for -0.0, because by IEEE 754 the sum of -0.0 and 0.0 is 0.0.</summary>
    public static double Without(double number) => number + 0.0;

    /// <summary>The same for an SQL expression of either engine.</summary>
    public static string Without(string sql) => $"({sql} + 0e0)";
}
