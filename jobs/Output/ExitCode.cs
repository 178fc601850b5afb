namespace DataShare.Jobs;

/// <summary>The program's exit codes.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>Wrong use or settings: the same call fails again until somebody changes something.</summary>
    public const int Usage = 1;

    /// <summary>Failed or stopped; you can safely try the same call again.</summary>
    public const int Failed = 2;

    /// <summary>Done, but something is in quarantine.</summary>
    public const int Quarantined = 3;

    /// <summary>A breaking change of a contract was found.</summary>
    public const int Breaking = 4;

    /// <summary>
    /// The reader of a query's pipe has closed it: 128 plus SIGPIPE, as for a program that this signal ends.
    /// </summary>
    public const int NoReader = 141;

    /// <summary>The meaning of each, in a few words.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Done, "done"),
        (Usage, "wrong usage, settings, definitions or rights: somebody must change something"),
        (Failed, "failed or stopped: you can safely try again"),
        (Quarantined, "done, but something is in quarantine"),
        (Breaking, "a version of a contract was refused, or needs a decision; everything else is done"),
        (NoReader, "the reader of a query's pipe has closed it (... | head)"),
    ];

    /// <summary>The exit code if two steps ended differently: the more serious one.</summary>
    public static int Worse(int left, int right) => Weight(left) >= Weight(right) ? left : right;

    private static int Weight(int code) => code switch
    {
        Failed => 4,
        Breaking => 3,
        Usage => 2,
        Quarantined => 1,
        _ => 0,
    };
}
