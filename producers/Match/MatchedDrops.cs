using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The result of matching drops.</summary>
/// <param name="Matched">The drops that go on, in order.</param>
/// <param name="Ended">The drops that go no further.</param>
/// <param name="Later">The drops to match again when the matched ones have come to their end, in order.</param>
internal sealed record MatchedDrops(IReadOnlyList<Drop> Matched, IReadOnlyList<(Drop Drop, MatchEnd End)> Ended, IReadOnlyList<Drop> Later);

/// <summary>Why a drop goes no further than the match.</summary>
internal abstract record MatchEnd
{
    private MatchEnd()
    {
    }

    /// <summary>A process has committed it, and ended before it could release the claim.</summary>
    public sealed record Committed(CommittedDrop Facts, long Version) : MatchEnd;

    /// <summary>Its content has landed before.</summary>
    public sealed record Same(LoadId Of, Sameness Why) : MatchEnd;

    /// <summary>Nothing of it may land.</summary>
    public sealed record Refused(Refusal Refusal) : MatchEnd;
}
