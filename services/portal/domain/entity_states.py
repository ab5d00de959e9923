"""The words in which the register says how an entity stands."""

STATES = ("存续", "歇业", "迁出中", "另册", "吊销未注销", "已注销", "已撤销")
