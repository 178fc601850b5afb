using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Makes the draft of a contract from a CSV file.</summary>
internal static class CsvInference
{
    public static (ContractDraft Draft, long Rows) Run(
        InferSource source, DatasetName dataset, InferOptions options, CancellationToken cancellationToken)
    {
        var (sample, isWhole) = source.Sample(CsvGuess.SampleBytes);
        if (sample.Length == 0)
        {
            throw new FileRefusedException("empty", "The file is empty: it has no header");
        }

        var text = TextGuess.Of(sample, source.OpenSilently, options, cancellationToken);
        var shape = new CsvGuess(text).Of(sample, isWhole, options);
        var profile = CsvProfile.Read(source.Open, shape, cancellationToken);
        try
        {
            if (FooterOf(profile) is > 0 and var lines)
            {
                shape = shape with { Dialect = shape.Dialect with { FooterLines = lines } };
                profile.Dispose();
                profile = CsvProfile.Read(source.OpenSilently, shape, cancellationToken);
            }

            return profile.Columns.Count == 0
                ? throw new FileRefusedException("empty", "The file has no columns: it has no header")
                : (new CsvDraft(profile, shape).Make(dataset, options.Version), profile.Rows);
        }
        finally
        {
            profile.Dispose();
        }
    }

    private static int FooterOf(CsvProfile profile) =>
        profile.Rows == 0 ? 0 : profile.Tail.Lines + profile.Tail.Rows(profile.Columns);
}
