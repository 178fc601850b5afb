using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>How many, as a sentence says it.</summary>
internal static class Amount
{
    public static string Rows(long count) => CountText.Of(count, "row");

    public static string Files(long count) => CountText.Of(count, "file");

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
