namespace DataShare.Producers;

/// <summary>Reads one type from the bytes of a CSV field. A struct, so that the gate's calls are inlined.</summary>
internal interface IFieldParser<T>
{
    /// <summary>False unless the whole field is one value of the type; white space is not skipped.</summary>
    bool TryParse(ReadOnlySpan<byte> field, out T value);
}
