using System.Globalization;
using System.Text;

namespace DataShare.Bench;

/// <summary>Generated orders: about 137 bytes a row, the same rows for the same seed.</summary>
internal static class OrdersFile
{
    private const string Header =
        "order_id,quantity,amount,weight,ordered_at,ship_date,customer,email,status,country,product,note\n";

    private static readonly string[] Statuses = ["NEW", "PAID", "SHIPPED", "RETURNED"];
    private static readonly string[] Countries = ["DE", "FR", "US", "JP", "BR", "IN", "GB", "KR", "ZA", "SE"];
    private static readonly string[] Products = [.. Enumerable.Range(1, 500).Select(i => $"product-{i:D4}")];

    public static void Write(string path, long rows, int seed)
    {
        var random = new Random(seed);
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 20);
        writer.Write(Header);
        var line = new StringBuilder(256);
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var row = 1L; row <= rows; row++)
        {
            var at = start.AddSeconds(random.Next(31_536_000)).AddMicroseconds(random.Next(1_000_000));
            var customer = random.Next(1_000_000);
            line.Clear();
            line.Append(CultureInfo.InvariantCulture, $"{row},{random.Next(1, 100)},{random.Next(1, 1_000_000) / 100m:0.00},")
                .Append(CultureInfo.InvariantCulture, $"{random.NextDouble() * 50:0.####},{at:yyyy-MM-ddTHH:mm:ss.ffffffZ},{at.AddDays(3):yyyy-MM-dd},")
                .Append(CultureInfo.InvariantCulture, $"customer-{customer},c{customer}@example.com,{Statuses[random.Next(4)]},")
                .Append(CultureInfo.InvariantCulture, $"{Countries[random.Next(10)]},{Products[random.Next(500)]},")
                .Append(Note(random))
                .Append('\n');
            writer.Write(line);
        }
    }

    /// <summary>Copies the orders of a file: a tenth with changes, a tenth under new ids, the others unchanged.</summary>
    /// <returns>The number of new orders; the same number has changed.</returns>
    public static long WriteChanges(string path, string orders)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        writer.Write(Header);
        var row = 0L;
        foreach (var line in File.ReadLines(orders).Skip(1))
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            writer.Write((row++ % 10) switch
            {
                0 => $"new-{line}\n",
                5 => string.Concat(line.AsSpan(0, comma), ",100", line.AsSpan(line.IndexOf(',', comma + 1)), "\n"),
                _ => line + "\n",
            });
        }

        return row / 10;
    }

    private static string Note(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => "\"leave it at the door, please\"",
        2 => "\"the \"\"blue\"\" one\"",
        _ => "no note",
    };
}
