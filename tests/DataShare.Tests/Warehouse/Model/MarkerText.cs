using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>The value of a delete marker in a contract, in the form of all values there: ISO times, bytes in base64.</summary>
internal static class MarkerText
{
    /// <summary>Null if a contract does not accept such a marker.</summary>
    public static string? Of(string value, ColumnType type) => type.Kind switch
    {
        ColumnKind.String when value.Length == 0 => null,
        ColumnKind.Binary => value.Length == 0 ? null : Convert.ToBase64String(Convert.FromHexString(value)),
        ColumnKind.Double => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? value : null,
        ColumnKind.Timestamp => value + "Z",
        _ => value,
    };

    /// <summary>The value of the marker in the warehouse.</summary>
    public static string Value(string marker, ColumnType type) => type.Kind switch
    {
        ColumnKind.Binary => Convert.ToHexString(Convert.FromBase64String(marker)),
        ColumnKind.Timestamp => marker.TrimEnd('Z'),
        _ => ExactText.Loaded(marker, type)!,
    };
}
