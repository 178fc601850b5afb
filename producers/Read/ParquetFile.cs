using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// A dropped Parquet file, open for reading. Parquet is read from its end, so a compressed file is unpacked next to the claim
/// first; disposing removes that copy.
/// </summary>
internal sealed class ParquetFile : IAsyncDisposable
{
    /// <summary>The rule in the refusal of a file that is not readable as Parquet.</summary>
    public const string Rule = "parquet";

    private readonly string? unpacked;

    private ParquetFile(ParquetInput input, string? unpacked) => (Input, this.unpacked) = (input, unpacked);

    public ParquetInput Input { get; }

    /// <exception cref="FileRefusedException">It is not readable as Parquet, or unpacks to too much.</exception>
    public static async Task<ParquetFile> OpenAsync(Drop drop, UnpackOptions limits, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(drop.Path)!;
        var unpacked = drop.Compression is Compression.None ? null : Path.Combine(folder, ".unpacked");
        try
        {
            if (unpacked is not null)
            {
                await using var content = DropContent.Open(drop.Path, drop.Compression, limits, null);
                await using var target = new FileStream(unpacked, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
                await content.CopyToAsync(target, cancellationToken);
            }

            return new ParquetFile(await ParquetInput.OpenAsync(unpacked ?? drop.Path, folder, cancellationToken), unpacked);
        }
        catch (Exception e)
        {
            Delete(unpacked);
            if (e is InvalidDataException damage)
            {
                throw Refused(damage);
            }

            throw;
        }
    }

    /// <summary>The refusal of a file whose content is damaged.</summary>
    public static FileRefusedException Refused(InvalidDataException e) => new(Rule, $"The file cannot be ingested: {e.Message}", e);

    public async ValueTask DisposeAsync()
    {
        await Input.DisposeAsync();
        Delete(unpacked);
    }

    private static void Delete(string? unpacked)
    {
        if (unpacked is not null)
        {
            File.Delete(unpacked);
        }
    }
}
