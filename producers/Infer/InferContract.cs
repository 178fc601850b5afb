using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Infers a first contract from a file, and checks the file against it: the remarks say what the gate would reject. It
/// reads the file several times, in bounded memory (values of a possible key go to a temporary file), and changes
/// nothing. Can be called concurrently.
/// </summary>
public static class InferContract
{
    /// <param name="file">
    /// A CSV or Parquet file, either also with <c>.gz</c>, <c>.zst</c> or <c>.bz2</c>; any other ending is read as CSV.
    /// </param>
    /// <exception cref="ProducerException">No contract can be inferred; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask<InferredContract> RunAsync(
        string file,
        DatasetName dataset,
        InferOptions options,
        IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var source = new InferSource(file, options.Unpack, progress);
        try
        {
            return source.IsParquet
                ? await ParquetAsync(source, dataset, options, cancellationToken)
                : await CsvAsync(source, dataset, options, cancellationToken);
        }
        catch (Exception e) when (e is FileRefusedException or InvalidDataException)
        {
            throw new ProducerException($"'{file}': {e.Message.TrimEnd('.')}. Nothing was written.", e);
        }
    }

    private static async Task<InferredContract> CsvAsync(
        InferSource source, DatasetName dataset, InferOptions options, CancellationToken cancellationToken)
    {
        var (draft, rows) = await Task.Run(() => CsvInference.Run(source, dataset, options, cancellationToken), cancellationToken);
        var contract = Read(source, draft, rows);
        return Proven(source, draft, rows, await new ContractProof(contract, options.Unpack).OfCsvAsync(source.OpenSilently, cancellationToken));
    }

    private static async Task<InferredContract> ParquetAsync(
        InferSource source, DatasetName dataset, InferOptions options, CancellationToken cancellationToken)
    {
        using var whole = await source.UnpackAsync(cancellationToken);
        await using var input = await ParquetInput.OpenAsync(whole.Path, null, cancellationToken);
        using var draft = new ParquetDraft(input, new UnpackBudget(options.Unpack, source.Bytes));
        var made = await Task.Run(
            () => draft.Make(dataset, options.Version, source.Report, cancellationToken), cancellationToken);
        var contract = Read(source, made, draft.Rows);
        await using var again = await ParquetInput.OpenAsync(whole.Path, Path.GetTempPath(), cancellationToken);
        return Proven(source, made, draft.Rows, await new ContractProof(contract, options.Unpack).OfParquetAsync(again, source.Bytes, cancellationToken));
    }

    /// <summary>The contract, with remarks about the rows that the gate rejects.</summary>
    private static InferredContract Proven(InferSource source, ContractDraft draft, long rows, IReadOnlyList<string> proof)
    {
        var proven = draft with { Remarks = [.. draft.Remarks, .. proof] };
        return new InferredContract(Read(source, proven, rows), Yaml(source, proven, rows), rows, proven.Remarks);
    }

    private static DataContract Read(InferSource source, ContractDraft draft, long rows)
    {
        var reading = ContractReader.Read(Yaml(source, draft, rows), $"{draft.Dataset}/{draft.Version}.odcs.yaml");
        return reading.Contract
            ?? throw new ProducerException($"'{source.File}': cannot infer a contract: {string.Join("; ", reading.Problems)}. Nothing was written.");
    }

    private static string Yaml(InferSource source, ContractDraft draft, long rows) => draft.Yaml(string.Create(
        CultureInfo.InvariantCulture, $"Made from {Path.GetFileName(source.File)}, {CountText.Of(rows, "row")}. Review it before it is published."));
}
