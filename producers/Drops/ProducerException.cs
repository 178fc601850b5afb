namespace DataShare.Producers;

/// <summary>
/// Files of a dataset cannot be ingested at all. The message says why and what to do next; nothing was changed.
/// </summary>
public sealed class ProducerException(string message, Exception? inner = null) : Exception(message, inner);
