namespace Polydev.Tests.Controller.Storage;

/// <summary>What happens to a commit in a test.</summary>
internal enum CommitFault
{
    None,
    Before,
    After,
}
