using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Checks a file against the contract that was inferred from it, and describes the rows that the gate rejects.</summary>
/// <param name="unpack">Limits for the file's content.</param>
internal sealed class ContractProof(DataContract contract, UnpackOptions unpack)
{
    private const int MostReasons = 5;

    public async Task<IReadOnlyList<string>> OfCsvAsync(Func<Stream> open, CancellationToken cancellationToken)
    {
        var tried = new CsvFit(open, isPacked: false).Tries([contract])[0];
        return tried.Fit is { Fits: true } fit
            ? await RunAsync(Gate, cancellationToken)
            : [Refused(tried.Problem?.Message ?? tried.Fit!.Describe())];

        async Task Gate(IRowTarget target, GateReport report)
        {
            using var gate = new CsvGate(open(), fit, RowSelection.All);
            await gate.RunAsync(default, mayFlush: true, target, report, cancellationToken);
        }
    }

    /// <param name="bytes">The size of the file as it came.</param>
    public async Task<IReadOnlyList<string>> OfParquetAsync(ParquetInput input, long bytes, CancellationToken cancellationToken)
    {
        var fit = ParquetGate.Fit(contract, input);
        return fit.Fits
            ? await RunAsync(
                (target, report) => new ParquetGate(input, fit, RowSelection.All, new UnpackBudget(unpack, bytes)).RunAsync(default, mayFlush: true, target, report, cancellationToken),
                cancellationToken)
            : [Refused(fit.Describe())];
    }

    private async Task<IReadOnlyList<string>> RunAsync(Func<IRowTarget, GateReport, Task> gate, CancellationToken cancellationToken)
    {
        var report = new GateReport(null);
        try
        {
            // On another thread: reading blocks.
            await Task.Run(() => gate(new DiscardedRows(contract), report), cancellationToken);
            return [.. Remarks(report)];
        }
        catch (FileRefusedException e)
        {
            return [Refused(e.Message)];
        }
    }

    private IEnumerable<string> Remarks(GateReport report)
    {
        if (report.RejectedRows == 0)
        {
            yield break;
        }

        var reasons = report.Counts
            .OrderByDescending(c => c.Value)
            .Take(MostReasons)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{(c.Key.Column is { } column ? $"'{column}', rule {c.Key.Rule}" : $"rule {c.Key.Rule}")}: {c.Value:N0}"));
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"The gate rejects {report.RejectedRows:N0} of the file's {CountText.Of(report.TotalRows, "row")} under this contract, which was inferred from the other rows ({string.Join("; ", reasons)}). First: {report.Examples[0].At}, {report.Examples[0].Message}.");
        if (report.ExceedsLimit(contract))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"That is more than {GateReport.MaxPercent(contract)} % of the rows: the gate refuses the whole file. Correct it, or write a higher maxRejectPercent in onViolation.");
        }
    }

    private static string Refused(string why) => $"The gate refuses the file under this contract: {why.TrimEnd('.')}. Change the contract before it is published.";
}
