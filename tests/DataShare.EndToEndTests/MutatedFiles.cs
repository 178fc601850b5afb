using System.Globalization;
using System.IO.Compression;
using System.Text;
using DataShare.TestKit;

namespace DataShare.EndToEndTests;

/// <summary>
/// Valid files for the dataset <c>readings</c>, damaged as by a bad disk, a bad connection or an attacker. The same seed makes
/// the same files.
/// </summary>
internal sealed class MutatedFiles(int seed, TemporaryFolder folder)
{
    private static readonly byte[][] Tokens =
    [
        "\""u8.ToArray(), "\"\""u8.ToArray(), "\r"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), ","u8.ToArray(), ";"u8.ToArray(), "\0"u8.ToArray(),
        [0xFF], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0xC3], [0xED, 0xA0, 0x80], "PAR1"u8.ToArray(), "PK\u0003\u0004"u8.ToArray(), "-9223372036854775809"u8.ToArray(),
        "1e999999999"u8.ToArray(), "NaN"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], new byte[64],
    ];

    private readonly Random random = new(seed);

    /// <summary>Name and content of the given number of files.</summary>
    public IEnumerable<(string Name, byte[] Content)> Make(int files)
    {
        var valid = Valid();
        for (var i = 0; i < files; i++)
        {
            var (ending, content) = valid[random.Next(valid.Count)];
            yield return (string.Create(CultureInfo.InvariantCulture, $"{i:0000}{ending}"), Mutate(content, valid[random.Next(valid.Count)].Content));
        }
    }

    private List<(string Ending, byte[] Content)> Valid()
    {
        var csv = Encoding.UTF8.GetBytes("id,place,value\n" + string.Concat(Enumerable.Range(1, 400).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i},{(i % 7 == 0 ? $"\"a \"\"quoted\"\"\nplace, {i}\"" : i % 5 == 0 ? "Zürich" : "place")},{i % 90}.25\n"))));
        return
        [
            (".csv", csv),
            (".csv", [0xEF, 0xBB, 0xBF, .. csv]),
            (".csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(csv))).ToArray()),
            (".csv.gz", Gzip(csv)),
            (".zip", Zip(csv)),
            (".parquet", Parquet("compression snappy, row_group_size 2048")),
            (".parquet", Parquet("compression uncompressed, row_group_size 2048")),
            (".parquet", Parquet("compression zstd, row_group_size 2048, parquet_version v2")),
            (".parquet", Parquet("compression gzip, row_group_size 100000")),
        ];
    }

    private byte[] Mutate(byte[] content, byte[] other)
    {
        var bytes = content.ToList();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            MutateOnce(bytes, other);
        }

        return [.. bytes];
    }

    private void MutateOnce(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        // The end of a Parquet file or an archive has the places of everything else.
        var at = random.Next(3) == 0 ? Math.Max(0, bytes.Count - 1 - random.Next(600)) : random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 12)), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                var token = Tokens[random.Next(Tokens.Length)];
                bytes.RemoveRange(at, Math.Min(random.Next(2) * token.Length, bytes.Count - at));
                bytes.InsertRange(at, token);
                break;
            case 7:
                bytes.InsertRange(at, other.Take(length));
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat(bytes[at], 1 << random.Next(18)));
                break;
        }
    }

    private byte[] Parquet(string options)
    {
        var path = folder["valid.parquet"];
        FileQuery.Rows($"""
            copy (select i as id, case when i % 5 = 0 then 'Zürich' else 'place ' || (i % 3000) end as place, ((i % 90) + 0.25)::decimal(18,2) as value
                  from range(1, 5000) as r(i)) to '{path}' (format parquet, {options})
            """);
        return File.ReadAllBytes(path);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }

    private static byte[] Zip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "a.csv", "folder/b.csv" })
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        return memory.ToArray();
    }
}
