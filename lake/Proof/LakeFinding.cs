namespace DataShare.Lake;

/// <summary>The repair for a finding.</summary>
public enum Remedy
{
    /// <summary>Nothing to do: everything works without it.</summary>
    None,

    /// <summary>It can be made again from other files of the lake.</summary>
    MakeAgain,

    /// <summary>It can only come from a back-up of the lake.</summary>
    Backup,
}

/// <summary>Something in the lake that has changed since it was stored.</summary>
/// <param name="File">The full path.</param>
/// <param name="Found">The fault, to follow the file's name in a sentence: <c>it is missing</c>.</param>
/// <param name="WhatToDo">The repair, in sentences.</param>
public sealed record LakeFinding(string File, string Found, string WhatToDo, Remedy Remedy)
{
    /// <summary>Whether somebody must act.</summary>
    public bool IsDamage => Remedy is not Remedy.None;

    /// <summary>Makes the file again; null unless that is possible.</summary>
    internal Func<CancellationToken, Task>? Repair { get; init; }

    internal static LakeFinding Of(LakeCorruptException damage) => new(damage.File, damage.Found, damage.WhatToDo, Remedy.Backup);
}
