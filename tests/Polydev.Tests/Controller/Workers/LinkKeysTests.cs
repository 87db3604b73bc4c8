using Polydev.Controller.Workers;

namespace Polydev.Tests.Controller.Workers;

public sealed class LinkKeysTests
{
    [Fact]
    public void Sessions_outlive_a_restart_and_the_file_is_private()
    {
        var directory = Directory.CreateTempSubdirectory("pd-keys-").FullName;
        var session = LinkKeys.Of(directory).SessionFor("wrk_1");
        Assert.True(LinkKeys.Of(directory).IsSession("wrk_1", session));
        Assert.False(LinkKeys.Of(directory).IsSession("wrk_2", session));
        Assert.False(LinkKeys.Ephemeral().IsSession("wrk_1", session));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "link.key")));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_broken_key_file_is_said_and_not_replaced()
    {
        var directory = Directory.CreateTempSubdirectory("pd-keys-").FullName;
        File.WriteAllText(Path.Combine(directory, "link.key"), "x");
        var fault = Assert.Throws<InvalidDataException>(() => LinkKeys.Of(directory).SessionFor("wrk_1"));
        Assert.Contains("delete it to make new keys", fault.Message, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }
}
