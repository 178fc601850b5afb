using Xunit;

namespace DataShare.Tests;

/// <summary>Tests that look at what the whole process allocates: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}
