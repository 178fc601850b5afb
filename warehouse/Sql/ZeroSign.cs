namespace DataShare.Warehouse;

/// <summary>
/// In the warehouse a zero has no sign. Every comparison takes -0.0 for 0.0, and DuckDB, where it packs values in its
/// storage or in Parquet, keeps one of the two for both: nobody could rely on which.
/// </summary>
internal static class ZeroSign
{
    /// <summary>Every number as it is, but 0.0 for -0.0: by the rules of IEEE 754 their sum with 0.0 is that.</summary>
    public static double Without(double number) => number + 0.0;

    /// <summary>As <see cref="Without(double)"/>, of an expression of either engine.</summary>
    public static string Without(string sql) => $"({sql} + 0e0)";
}
