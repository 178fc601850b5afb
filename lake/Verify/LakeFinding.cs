namespace DataShare.Lake;

/// <summary>What helps against something that is not as it was stored.</summary>
public enum Remedy
{
    /// <summary>Nothing is needed: everything works without it.</summary>
    None,

    /// <summary>It can be made again from what is there.</summary>
    MakeAgain,

    /// <summary>Only a copy of the lake has it.</summary>
    Backup,
}

/// <summary>Something in the lake that is not as it was stored.</summary>
/// <param name="File">By full path.</param>
/// <param name="Found">As a sentence goes on behind the file's name: <c>it is missing</c>.</param>
/// <param name="WhatToDo">In sentences.</param>
public sealed record LakeFinding(string File, string Found, string WhatToDo, Remedy Remedy)
{
    /// <summary>Whether somebody has to do something.</summary>
    public bool IsDamage => Remedy is not Remedy.None;

    internal static LakeFinding Of(LakeCorruptException damage) => new(damage.File, damage.Found, damage.WhatToDo, Remedy.Backup);
}
