using DataShare.Lake;

namespace DataShare.Tests.Producers;

/// <summary>Writes fields of logical types.</summary>
internal static class ThriftFields
{
    public static void Boolean(this ThriftOutput output, short field, bool value) =>
        output.Field(field, value ? ThriftType.True : ThriftType.False);

    /// <summary>A struct without fields.</summary>
    public static void Empty(this ThriftOutput output, short field)
    {
        output.Begin(field);
        output.End();
    }
}
