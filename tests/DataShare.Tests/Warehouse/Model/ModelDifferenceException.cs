namespace DataShare.Tests.Warehouse.Model;

/// <summary>What an engine has is not what the model says.</summary>
internal sealed class ModelDifferenceException(string message) : Exception(message);
