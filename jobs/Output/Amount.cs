using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>How many, as a sentence says it.</summary>
internal static class Amount
{
    public static string Rows(long count) => CountText.Of(count, "row");

    public static string Files(long count) => CountText.Of(count, "file");

    /// <summary>In units of 1,000, as disks are sold.</summary>
    public static string Bytes(long count) => count switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:N1} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:N1} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:N1} kB"),
        _ => CountText.Of(count, "byte"),
    };

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
