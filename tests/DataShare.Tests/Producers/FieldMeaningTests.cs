using System.Text;
using CsCheck;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>The comparison of versions reads a field like the gate.</summary>
public sealed class FieldMeaningTests
{
    private static readonly Gen<CsvDialect> Dialects =
        from separators in One(('.', (char?)null), ('.', (char?)','), (',', (char?)null), (',', (char?)'.'), (',', (char?)' '))
        from dates in One("", "dd/MM/yyyy", "MM/dd/yyyy", "dd/MM/yyyy|MM/dd/yyyy", "yy-MM-dd", "d.M.yyyy")
        from times in One("", "dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm", "yyyy-MM-ddTHH:mm:sszzz")
        from words in One(("", ""), ("J", "N"), ("N", "J"), ("0", "1"))
        select new CsvDialect
        {
            Decimal = separators.Item1,
            Thousands = separators.Item2,
            DateFormats = dates.Split('|', StringSplitOptions.RemoveEmptyEntries),
            TimestampFormats = times.Split('|', StringSplitOptions.RemoveEmptyEntries),
            TrueValues = words.Item1.Length > 0 ? [words.Item1] : [],
            FalseValues = words.Item2.Length > 0 ? [words.Item2] : [],
        };

    private static readonly Gen<ColumnType> Types = One(
        new ColumnType(ColumnKind.Int8), new ColumnType(ColumnKind.Int64), ColumnType.Decimal(18, 2), ColumnType.Decimal(9, 3), new ColumnType(ColumnKind.Double),
        new ColumnType(ColumnKind.Boolean), new ColumnType(ColumnKind.Date), new ColumnType(ColumnKind.Timestamp), new ColumnType(ColumnKind.TimestampLocal));

    private static readonly Gen<string> Fields = One(
        "1.500", "1,500", "1.234", "1,234", "1 500", "12", "-1.5", "0.500", "0,500", "1.2.3", "1,234.50", "1.234,50", "true", "TRUE", "1", "0", "j", "N",
        "2026-04-03", "03/04/2026", "31/12/2026", "12/31/2026", "26-04-03", "3.4.2026", "2026-04-03T10:20:30", "03/04/2026 10:20", "2026-04-03T10:20:30+02:00", "x", "");

    private static Gen<T> One<T>(params T[] values) => Gen.OneOf(values);

    [Fact]
    public void Gives_the_value_that_the_gate_reads() => Gen.Select(Dialects, Types, Fields.Where(f => f.Length > 0)).Sample(
        (dialect, type, field) =>
        {
            var column = new ContractColumn { Id = "c", Name = "c", Type = type };

            var meaning = FieldMeaning.Of(field, column, dialect);

            var rejected = ColumnGate.For(column, dialect).Append(Encoding.UTF8.GetBytes(field), ColumnBuffer.For(column)) is not null;
            Assert.Equal(rejected, meaning is null);
        });
}
