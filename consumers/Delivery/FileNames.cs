using System.Globalization;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// The names of delivered files: <c>orders-v1-0000000058-0000000061.csv</c> has the rows of the lake versions from 58 up to, but
/// without, 61 of the read's table. The next file begins with 61. If other majors have rows, their versions follow. So a
/// name stands for one set of rows for ever, and names sort in the order of delivery. Earlier versions of DataShare gave names
/// without a major.
/// </summary>
internal static class FileNames
{
    public static string Of(BatchRead read, ConsumerRun run, FileFormat format) =>
        $"{read.Name}-{Versions(read, run)}.{Ending(format)}";

    /// <summary>A pattern for the names that an earlier version gave to the files of a read.</summary>
    public static string FormerPattern(BatchRead read, FileFormat format) =>
        $"{read.Name}-{new string('?', 10)}-{new string('?', 10)}.{Ending(format)}";

    private static string Versions(BatchRead read, ConsumerRun run)
    {
        if (run.Former is { } former)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{former.From + 1:D10}-{former.To:D10}");
        }

        var own = run.Ranges.FirstOrDefault(r => r.Table == read.Tables[0]) ?? new TableRange(read.Tables[0], -1, -1);
        var others = run.Ranges.Where(r => r.Table != own.Table && r.To >= 0 && read.Tables.Contains(r.Table)).OrderBy(r => r.Table.Major);
        return string.Join('-', others.Prepend(own).Select(r => string.Create(CultureInfo.InvariantCulture, $"v{r.Table.Major}-{Text(r.From, r.To)}")));
    }

    private static string Text(long from, long to) => string.Create(CultureInfo.InvariantCulture, $"{from + 1:D10}-{to + 1:D10}");

    private static string Ending(FileFormat format) => format is FileFormat.Parquet ? "parquet" : "csv";
}
