using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Writes a first contract from a file, which then accepts that file. Reads it once, in bounded memory (values of a
/// possible key wait in a temporary file); changes nothing. May be called concurrently.
/// </summary>
public static class InferContract
{
    /// <param name="file">A CSV or Parquet file, either also with <c>.gz</c>, <c>.zst</c> or <c>.bz2</c>; any other ending is read as CSV.</param>
    /// <exception cref="ProducerException">No contract can be made of it; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask<InferredContract> RunAsync(
        string file,
        DatasetName dataset,
        InferOptions options,
        IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var (draft, rows) = await DraftAsync(new InferSource(file, progress), dataset, options, cancellationToken);
        var yaml = draft.Yaml(string.Create(
            CultureInfo.InvariantCulture, $"Made from {Path.GetFileName(file)}, {rows:N0} rows. Look it over before it is published."));
        var reading = ContractReader.Read(yaml, $"{dataset}/{options.Version}.odcs.yaml");
        return reading.Contract is { } contract
            ? new InferredContract(contract, yaml, rows, draft.Remarks)
            : throw new ProducerException($"'{file}': no contract can be made of it: {string.Join("; ", reading.Problems)}. Nothing was written.");
    }

    private static async ValueTask<(ContractDraft Draft, long Rows)> DraftAsync(
        InferSource source, DatasetName dataset, InferOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return source.IsParquet
                ? await ParquetAsync(source, dataset, options, cancellationToken)
                : await Task.Run(() => Csv(source, dataset, options, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is FileRefusedException or InvalidDataException)
        {
            throw new ProducerException($"'{source.File}': {e.Message.TrimEnd('.')}. Nothing was written.", e);
        }
    }

    private static async Task<(ContractDraft Draft, long Rows)> ParquetAsync(
        InferSource source, DatasetName dataset, InferOptions options, CancellationToken cancellationToken)
    {
        using var whole = await source.UnpackAsync(cancellationToken);
        await using var input = await ParquetInput.OpenAsync(whole.Path, cancellationToken);
        using var draft = new ParquetDraft(input);
        var made = draft.Make(dataset, options.Version, group => source.Report(group, input.RowGroups), cancellationToken);
        return (made, draft.Rows);
    }

    private static (ContractDraft Draft, long Rows) Csv(
        InferSource source, DatasetName dataset, InferOptions options, CancellationToken cancellationToken)
    {
        var (sample, isWhole) = source.Sample(CsvGuess.SampleBytes);
        if (sample.Length == 0)
        {
            throw new FileRefusedException("empty", "The file is empty: not even a header is there");
        }

        var guess = CsvGuess.Of(sample, isWhole, options);
        var profile = CsvProfile.Read(source.Open, guess, cancellationToken);
        try
        {
            if (!profile.IsUtf8 && options.Encoding is null)
            {
                // Its beginning was UTF-8, as any text without accents is.
                profile.Dispose();
                guess = guess with { Encoding = "windows-1252" };
                profile = CsvProfile.Read(source.Open, guess, cancellationToken);
            }

            return profile.Columns.Count == 0
                ? throw new FileRefusedException("empty", "The file has no columns: not even a header is there")
                : (new CsvDraft(profile, guess).Make(dataset, options.Version), profile.Rows);
        }
        finally
        {
            profile.Dispose();
        }
    }
}
