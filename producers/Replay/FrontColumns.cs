using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Removes the columns that <see cref="RejectedRowsFile"/> added from a record, whose rest may be broken.</summary>
internal sealed class FrontColumns(CsvDialect dialect)
{
    /// <summary>The row, the line, and the record after the reason; each is null if it is missing.</summary>
    public (string? Row, string? Line, string? Record) Cut(string record)
    {
        if (dialect.Widths.Count > 0)
        {
            var (row, line, reason) = (RejectedRowsFile.FrontWidths[0], RejectedRowsFile.FrontWidths[1], RejectedRowsFile.FrontWidths[2]);
            return record.Length < row + line + reason
                ? (null, null, null)
                : (record[..row].Trim(), record.Substring(row, line).Trim(), record[(row + line + reason)..]);
        }

        var rest = record;
        var first = Next(ref rest);
        var second = first is null ? null : Next(ref rest);
        return (first, second, second is not null && Next(ref rest) is not null ? rest : null);
    }

    /// <summary>The value of the next field; null unless a delimiter ends it.</summary>
    private string? Next(ref string rest)
    {
        var end = 0;
        if (dialect.Quote is { } quote && rest.StartsWith(quote))
        {
            for (end = 1; end < rest.Length; end++)
            {
                if (rest[end] == dialect.Escape)
                {
                    end++;
                }
                else if (rest[end] == quote && dialect.Escape is null && end + 1 < rest.Length && rest[end + 1] == quote)
                {
                    end++;
                }
                else if (rest[end] == quote)
                {
                    break;
                }
            }

            end++;
        }
        else
        {
            while (end < rest.Length && !Ends(rest, end))
            {
                end += rest[end] == dialect.Escape && dialect.Quote is null ? 2 : 1;
            }
        }

        if (end > rest.Length || !Ends(rest, end))
        {
            return null;
        }

        var value = rest[..end].Trim().Trim(dialect.Quote ?? ' ');
        rest = rest[(end + dialect.Delimiter.Length)..];
        return value;
    }

    private bool Ends(string rest, int at) => string.CompareOrdinal(rest, at, dialect.Delimiter, 0, dialect.Delimiter.Length) == 0;
}
