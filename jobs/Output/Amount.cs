using System.Globalization;

namespace DataShare.Jobs;

/// <summary>How many, as a sentence says it.</summary>
internal static class Amount
{
    public static string Rows(long count) => count == 1 ? "1 row" : $"{Count(count)} rows";

    public static string Files(long count) => count == 1 ? "1 file" : $"{Count(count)} files";

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
