using Xunit;

namespace DataShare.Tests;

/// <summary>Tests that measure the memory of the whole process: no other test runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}
