using System.IO.Compression;
using System.Text;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;

namespace DataShare.Tests.Producers;

/// <summary>Compresses bytes like producers do.</summary>
internal static class Packed
{
    public static readonly string[] Endings = [".gz", ".zst", ".bz2"];

    public static byte[] As(string ending, string content) => As(ending, Encoding.UTF8.GetBytes(content));

    public static byte[] As(string ending, byte[] content)
    {
        using var memory = new MemoryStream();
        using (Stream packing = ending switch
        {
            ".gz" => new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true),
            ".zst" => new CompressionStream(memory, level: 3, leaveOpen: true),
            ".bz2" => BZip2Stream.Create(memory, SharpCompress.Compressors.CompressionMode.Compress, decompressConcatenated: false, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(ending), ending, "an ending that files are packed under"),
        })
        {
            packing.Write(content);
        }

        return memory.ToArray();
    }

    /// <summary>A zip archive of text files, in this order.</summary>
    public static byte[] Zip(params (string Name, string Content)[] members) =>
        ZipOf([.. members.Select(m => (m.Name, Encoding.UTF8.GetBytes(m.Content)))]);

    public static byte[] ZipOf(params (string Name, byte[] Content)[] members)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        return memory.ToArray();
    }
}
