using CsvHelper;

namespace DataShare.Producers;

/// <summary>Writes every violation of a file to the quarantine: row, line, column, value, rule, message.</summary>
internal sealed class RejectedRowsWriter : IViolationWriter
{
    private readonly CsvWriter writer;

    public RejectedRowsWriter(string path)
    {
        // A person opens this in a spreadsheet: a value that begins like a formula must not become one.
        writer = CsvWriter.ToFile(path, new CsvWriterOptions { Injection = CsvInjection.Escape });
        writer.WriteHeader("row", "line", "column", "value", "rule", "message");
    }

    public void Write(Violation violation)
    {
        writer.WriteField(violation.Row);
        writer.WriteField(violation.Line);
        writer.WriteField(violation.Column);
        writer.WriteField(violation.Value);
        writer.WriteField(violation.Rule);
        writer.WriteField(violation.Message);
        writer.EndRecord();
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
