using System.Runtime.Versioning;
using System.Text;
using Polydev.Node;

namespace Polydev.Tests.Node;

/// <summary>Where a node's sockets lie: short enough for the kernel, ours alone, and the same after a restart.</summary>
[SupportedOSPlatform("linux")]
public sealed class SocketDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("pd-").FullName;
    private readonly string _temporary;
    private readonly string _longData;

    public SocketDirectoryTests()
    {
        _temporary = Directory.CreateDirectory(Path.Combine(_root, "tmp")).FullName;
        _longData = Directory.CreateDirectory(Path.Combine(_root, new string('d', 90))).FullName;
    }

    [Fact]
    public void It_is_in_the_data_directory_when_that_is_short()
    {
        var sockets = SocketDirectory.Prepare(_root, null, _temporary);

        Assert.Equal(Path.Combine(_root, "sockets", "w"), sockets.Path);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(OuterOf(sockets)));
        Assert.EndsWith("/node.sock", sockets.NodeSocket, StringComparison.Ordinal);
    }

    [Fact]
    public void Authorities_lie_beside_the_sockets_for_every_worker_to_read()
    {
        var sockets = SocketDirectory.Prepare(_root, null, _temporary);
        var given = Path.Combine(_root, "given.pem");
        File.WriteAllText(given, "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n");
        File.SetUnixFileMode(given, UnixFileMode.UserRead);
        var copy = sockets.ShareAuthorities(given);
        Assert.Equal(sockets.Path, Path.GetDirectoryName(copy));
        Assert.Equal(File.ReadAllText(given), File.ReadAllText(copy));
        Assert.True(File.GetUnixFileMode(copy).HasFlag(UnixFileMode.OtherRead));
        Assert.Throws<InvalidDataException>(() => sockets.ShareAuthorities("/etc/hostname"));
    }

    [Fact]
    public void Workers_of_other_users_pass_the_inner_directory_and_list_nothing()
    {
        var sockets = SocketDirectory.Prepare(_root, null, _temporary);

        Assert.Equal(OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute, File.GetUnixFileMode(sockets.Path));
    }

    [Fact]
    public void A_long_data_directory_has_a_short_place_of_its_own()
    {
        var sockets = SocketDirectory.Prepare(_longData, null, _temporary);
        var other = SocketDirectory.Prepare(Directory.CreateDirectory(Path.Combine(_root, new string('e', 90))).FullName, null, _temporary);

        Assert.StartsWith(_temporary, sockets.Path, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(sockets.EgressSocket), 1, 107);
        Assert.False(sockets == other);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(OuterOf(sockets)));
    }

    [Fact]
    public void It_stays_where_it_was_when_the_login_changes()
    {
        var runtime = Directory.CreateDirectory(Path.Combine(_root, "run")).FullName;
        var first = SocketDirectory.Prepare(_longData, runtime, _temporary);

        Assert.StartsWith(runtime, first.Path, StringComparison.Ordinal);
        Assert.Equal(first, SocketDirectory.Prepare(_longData, null, _temporary));
    }

    [Fact]
    public void A_link_that_somebody_laid_out_is_refused()
    {
        var path = OuterOf(SocketDirectory.Prepare(_longData, null, _temporary));
        Directory.Delete(path, recursive: true);
        Directory.CreateSymbolicLink(path, Directory.CreateDirectory(Path.Combine(_root, "trap"), OwnerOnly).FullName);

        Assert.Contains("is a link", Assert.Throws<IOException>(() => SocketDirectory.Prepare(_longData, null, _temporary)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_others_may_enter_is_refused()
    {
        var path = OuterOf(SocketDirectory.Prepare(_longData, null, _temporary));
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.OtherExecute);

        Assert.Throws<IOException>(() => SocketDirectory.Prepare(_longData, null, _temporary));
    }

    [Fact]
    public void The_owner_of_a_file_is_told()
    {
        Assert.Equal(FileOwner.Self, FileOwner.Of(_root));
        Assert.Equal(0u, FileOwner.Of("/etc/passwd"));
        Assert.Null(FileOwner.Of(Path.Combine(_root, "nothing")));
    }

    private static string OuterOf(SocketDirectory sockets) => Path.GetDirectoryName(sockets.Path)!;

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
