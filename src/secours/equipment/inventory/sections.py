"""What the sections of an inventory look like: which hold one entry, which fields are numbers, flags, lists.

Drawn from the protocol notes and the samples. Fields that are not named here pass as they came.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SINGLE = _words("accesslog bios hardware network_device operatingsystem pagecounters versionprovider rudder")
MANY = _words(
    """
    antivirus batteries cameras cartridges controllers cpus databases_services drives envs firewalls
    firmwares inputs jvms licenseinfos local_groups local_users logical_volumes memories modems
    monitors network_components network_ports networks physical_volumes ports powersupplies printers
    processes registry remote_mgmt sensors simcards slots softwares sounds storages usbdevices users
    videos virtualmachines volume_groups
    """
)

_NUMBERS = """
batteries: capacity real_capacity voltage
cpus: core external_clock speed stepping thread corecount
drives: free total
hardware: memory swap
logical_volumes: seg_count size
memories: capacity numslots
network_components: contained_index index fru
network_device: cpu memory ram credentials
network_ports: ifinbytes ifinerrors ifinternalstatus ifmtu ifnumber ifoutbytes ifouterrors
  ifportduplex ifspeed ifstatus iftype
networks: mtu
pagecounters: total black color rectoverso scanned printtotal printblack printcolor copytotal copyblack
  copycolor scantotal faxtotal
physical_volumes: free pe_size pv_pe_count size
processes: pid virtualmemory
softwares: filesize
storages: disksize
videos: memory
virtualmachines: memory vcpu
volume_groups: free lv_count pv_count size
databases_services: port
"""
_FLAGS = """
antivirus: enabled uptodate
cameras: flashunit
databases_services: is_active is_onbackup
drives: systemdrive
licenseinfos: oem trial
memories: removable
network_ports: lldp trunk
networks: management virtualdev
printers: network shared
softwares: no_remove
"""
_LISTS = """
cameras: resolution imageformats resolutionvideo
databases_services: databases
local_groups: members member
network_device: ips
network_ports: aggregate connections ips vlans
versionprovider: comments perl_config perl_module
"""
_DATES = "batteries: date\nbios: bdate\nsoftwares: install_date\n"


def _table(text: str) -> dict[str, frozenset[str]]:
    joined = text.strip().replace("\n  ", " ")
    return {line.split(":")[0]: frozenset(line.split(":")[1].split()) for line in joined.splitlines()}


NUMBERS, FLAGS, LISTS, DATES = _table(_NUMBERS), _table(_FLAGS), _table(_LISTS), _table(_DATES)

# The one section whose month comes first: 08/24/2010.
MONTH_FIRST = frozenset({"bios"})
# Nested sets of values that the JSON format has inside an entry.
NESTED = frozenset({"timezone"})

# Always text, even when an agent writes a serial of digits only as a number.
TEXT = _words(
    """
    bmanufacturer boot_time bversion caption description full_name ipaddress ipdhcp ipgateway
    kernel_version lastloggeduser letter logdate login mac manufacturer mmanufacturer mmodel model
    msn name serial smanufacturer smodel ssn status type userid uuid version volumn
    """
)
