using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace DataShare.Warehouse;

/// <summary>Rows of another engine in a form that SqlClient can copy, in parts that fit in memory.</summary>
internal static class ForeignRows
{
    private const int RowsTogether = 10_000;

    public static IEnumerable<DataTable> Read(DbDataReader reader)
    {
        var part = New(reader);
        while (reader.Read())
        {
            part.Rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Value(reader.GetValue(i)))]);
            if (part.Rows.Count == RowsTogether)
            {
                yield return part;
                part = New(reader);
            }
        }

        if (part.Rows.Count > 0)
        {
            yield return part;
        }
    }

    /// <summary>The columns take any value, because a provider may give another type than it names.</summary>
    private static DataTable New(DbDataReader reader)
    {
        var part = new DataTable { Locale = CultureInfo.InvariantCulture };
        for (var i = 0; i < reader.FieldCount; i++)
        {
            part.Columns.Add(reader.GetName(i), typeof(object));
        }

        return part;
    }

    private static object Value(object value) => value switch
    {
        // The sum of whole numbers in DuckDB.
        BigInteger number => (decimal)number,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        TimeOnly time => time.ToTimeSpan(),
        Stream bytes => Bytes(bytes),
        sbyte small => (short)small,
        ushort small => (int)small,
        uint medium => (long)medium,
        ulong large => (decimal)large,
        _ => value,
    };

    private static byte[] Bytes(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        stream.Dispose();
        return copy.ToArray();
    }
}
